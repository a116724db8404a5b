"""Whole evenings with the stand-in, and everything that goes wrong on them: nobody's proven presence is lost."""

from datetime import timedelta

import pytest

from live_sessions.actions import detaching, meetings, servers, sightings
from live_sessions.bbb.client import RequestRefused, Role, Slides
from live_sessions.models import CallbackReceipt, Engagement, Meeting, MeetingEnd, MeetingState, Server
from privacy import keys
from tests.live_sessions import servers_words as say
from tests.live_sessions.evening import Evening, people

pytestmark = pytest.mark.django_db
TICK = 5  # of the stand-in in these tests: an end is noticed that late
POLL = 60 + 60 + 10  # a poll may see somebody a minute late, and for a minute more


@pytest.fixture
def evening(monkeypatch, settings):
    return Evening(monkeypatch, settings)


def lesson(evening, trainer, amina, *, middle=lambda: None):
    """Amina is there for ten minutes, away for five and back for fifteen; then the trainer ends it."""
    evening.enter(trainer, Role.MODERATOR)
    evening.enter(amina)
    evening.minutes(10)
    evening.leave(amina)
    evening.minutes(5)
    evening.enter(amina)
    middle()
    evening.minutes(15)
    evening.end_by(trainer)


WHOLE, PARTS = 1800, 1500


@pytest.mark.parametrize("uses_hooks", [True, False], ids=["with webhooks", "with analytics"])
@pytest.mark.parametrize("fault", ["", "duplicate", "forge", "late"])
def test_presence_is_right_to_the_second_however_messages_come(evening, fault, uses_hooks):
    trainer, amina = people()
    if uses_hooks:
        evening.hear_hooks()
    evening.break_(callback=fault, late_s=900)
    lesson(evening, trainer, amina)
    if uses_hooks:
        evening.break_(callback="drop", callback_kinds=["analytics"])
    evening.minutes(70)

    told = {person: evening.present(person) for person in (trainer, amina)}
    assert all(one.is_exact for one in told.values())
    assert abs(told[trainer].seconds - WHOLE) <= TICK
    assert abs(told[amina].seconds - PARTS) <= TICK
    (room,) = evening.rooms()
    assert (room.state, room.is_end_exact, room.final_at is not None) == (MeetingState.ENDED, True, True)


def test_with_polling_alone_presence_is_right_to_a_poll(evening):
    trainer, amina = people()
    evening.break_(callback="drop")
    lesson(evening, trainer, amina)
    evening.minutes(70)

    told = {person: evening.present(person) for person in (trainer, amina)}
    assert not any(one.is_exact for one in told.values())
    assert abs(told[trainer].seconds - WHOLE) <= POLL
    assert abs(told[amina].seconds - PARTS) <= 2 * POLL
    assert evening.rooms()[0].ended_by == MeetingEnd.GONE


@pytest.mark.parametrize("skew", [-600, 600])
def test_a_clock_ten_minutes_off_changes_nothing(evening, skew):
    trainer, amina = people()
    evening.hear_hooks()
    evening.break_(skew_s=skew)
    lesson(evening, trainer, amina)
    evening.minutes(5)

    assert abs(evening.present(trainer).seconds - WHOLE) <= TICK
    assert abs(evening.present(amina).seconds - PARTS) <= TICK


def test_leaves_that_nobody_tells_are_seen_by_polls(evening):
    trainer, amina = people()
    evening.hear_hooks()
    evening.break_(no_user_left=True)
    lesson(evening, trainer, amina)
    evening.minutes(5)

    assert abs(evening.present(trainer).seconds - WHOLE) <= TICK
    assert abs(evening.present(amina).seconds - PARTS) <= POLL


def test_a_server_that_begins_anew_in_the_middle_costs_minutes_and_no_more(evening):
    trainer, amina = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.enter(amina)
    evening.minutes(15)
    evening.bench.standin.restart()
    evening.pages.clear()
    evening.enter(trainer, Role.MODERATOR)
    evening.enter(amina)
    evening.minutes(15)
    evening.end_by(trainer)
    evening.minutes(70)

    first, second = evening.rooms()
    assert (first.ended_by, second.state, second.final_at is not None) == (MeetingEnd.RESTART, MeetingState.ENDED, True)
    assert first.meeting_id != second.meeting_id
    assert abs(evening.present(amina).seconds - WHOLE) <= POLL


@pytest.mark.parametrize("answer", ["html", "broken_xml"])
def test_a_server_that_talks_nonsense_for_a_while_ends_nothing(evening, answer):
    trainer, amina = people()

    def nonsense():
        evening.break_(answer=answer)
        evening.minutes(5)
        evening.break_(answer="")

    lesson(evening, trainer, amina, middle=nonsense)
    evening.minutes(5)

    (room,) = evening.rooms()
    assert room.state == MeetingState.ENDED
    assert abs(evening.present(amina).seconds - PARTS - 300) <= TICK


def test_forged_messages_while_it_runs_end_nothing_and_add_nobody(evening):
    trainer, amina = people()
    evening.hear_hooks()

    def forge():
        standin = evening.bench.standin
        running = standin.world.find(str(evening.rooms()[0].meeting_id))
        for kind in ("end", "analytics", "recording", "webhook"):
            standin.forge(kind, running, at=evening.bench.at)
        evening.minutes(1)
        assert evening.rooms()[0].state == MeetingState.OPEN

    lesson(evening, trainer, amina, middle=forge)
    evening.minutes(5)

    assert abs(evening.present(amina).seconds - PARTS - 60) <= TICK
    assert not Engagement.objects.filter(external_id="u-nobody").exists()
    assert not CallbackReceipt.objects.filter(told__person="u-nobody").exists()


def test_a_true_hint_while_it_runs_does_not_end_it(evening):
    """A breakout room that closes tells it at the address of its parent."""
    trainer, _ = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.minutes(5)
    assert say.end(evening.rooms()[0]).status_code == 200
    evening.minutes(3)

    assert evening.rooms()[0].state == MeetingState.OPEN


# Elsewhere


@pytest.fixture
def two(monkeypatch, settings):
    return Evening(monkeypatch, settings, count=2)


def test_a_session_goes_on_elsewhere_and_both_halves_count(two):
    trainer, amina = people()
    two.hear_hooks()
    two.enter(trainer, Role.MODERATOR)
    two.enter(amina)
    two.minutes(10)
    host = next(iter(two.benches))
    two.silent.add(host)
    two.minutes(2)
    two.pages.clear()
    moved = detaching.move_room(**two.given(), by=trainer)
    old = two.rooms()[0]
    two.enter(trainer, Role.MODERATOR)
    two.enter(amina)
    two.minutes(10)

    assert (old.state, moved.server_id != old.server_id, two.rooms()[1].pk) == (MeetingState.DETACHED, True, moved.pk)
    two.silent.clear()
    two.minutes(5)  # the old server is back
    old.refresh_from_db()
    assert (old.state, old.ended_by) == (MeetingState.ENDED, MeetingEnd.MOVED)
    assert Meeting.objects.get(pk=moved.pk).state == MeetingState.OPEN
    two.end_by(trainer)
    two.minutes(5)
    assert abs(two.present(amina).seconds - (10 + 2 + 10 + 5) * 60) <= 2 * POLL


def test_people_who_went_on_in_the_old_room_are_sent_out_of_it(two):
    trainer, amina = people()
    two.enter(trainer, Role.MODERATOR)
    two.enter(amina)
    two.minutes(5)
    two.silent.add(next(iter(two.benches)))
    detaching.move_room(**two.given(), by=trainer)
    two.minutes(3)
    two.silent.clear()
    two.minutes(3)

    assert [call for call, _ in two.calls if call == "end"] != []
    assert two.rooms()[0].ended_by == MeetingEnd.MOVED


def test_a_room_whose_server_answers_is_not_moved(two):
    trainer, _ = people()
    two.enter(trainer, Role.MODERATOR)
    two.minutes(1)

    with pytest.raises(detaching.RoomStillRuns):
        detaching.move_room(**two.given(), by=trainer)
    assert [one.state for one in two.rooms()] == [MeetingState.OPEN]


def test_a_room_is_brought_off_a_server_that_is_being_emptied_and_nobody_is_left_behind(two):
    trainer, amina = people()
    two.hear_hooks()
    two.enter(trainer, Role.MODERATOR)
    two.enter(amina)
    two.minutes(5)
    servers.drain(server=two.servers[0], is_draining=True, by=None, at=two.at)
    moved = detaching.move_room(**two.given(), by=trainer)
    calls = [call for call in two.calls if call[0] in ("create", "end")]
    two.minutes(2)
    old = two.rooms()[0]

    assert [host for _call, host in dict.fromkeys(calls)] == list(
        two.benches
    )  # nobody is sent out before the other room is open
    assert ("end", next(iter(two.benches))) in two.calls
    assert (old.state, old.ended_by, moved.server_id) == (MeetingState.ENDED, MeetingEnd.MOVED, two.servers[1].pk)
    assert abs(two.present(amina).seconds - 5 * 60) <= POLL


def test_a_room_stays_on_a_server_that_is_being_emptied_when_no_other_takes_it(two):
    trainer, _ = people()
    two.enter(trainer, Role.MODERATOR)
    two.minutes(1)
    servers.drain(server=two.servers[0], is_draining=True, by=None, at=two.at)
    Server.objects.filter(pk=two.servers[1].pk).update(secret=keys.encrypt("another"))
    with pytest.raises(RequestRefused):
        detaching.move_room(**two.given(), by=trainer)
    two.minutes(3)

    assert [one.state for one in two.rooms()] == [MeetingState.OPEN, MeetingState.ENDED]
    assert [call for call, _ in two.calls if call == "end"] == []


def test_what_was_prepared_waits_in_the_new_room(two):
    trainer, _ = people()
    two.enter(trainer, Role.MODERATOR)
    two.silent.add(next(iter(two.benches)))
    moved = detaching.move_room(**two.given(), by=trainer, slides=lambda: [Slides("a.pdf", content=b"%PDF-1.7")])

    room = two.bench_of(moved).standin.world.find(str(moved.meeting_id))
    assert [one.name for one in room.slides] == ["a.pdf"]


def test_without_another_server_people_wait_for_the_old_one(evening):
    trainer, _ = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.minutes(1)
    evening.silent.update(evening.benches)

    with pytest.raises(meetings.NoServerAvailable):
        detaching.move_room(**evening.given(), by=trainer)
    assert [one.state for one in evening.rooms()] == [MeetingState.OPEN]


def test_when_no_other_server_takes_it_the_old_room_is_the_room_again(two):
    trainer, _ = people()
    two.enter(trainer, Role.MODERATOR)
    two.minutes(1)
    two.silent.update(two.benches)

    with pytest.raises(meetings.NoServerAvailable):
        detaching.move_room(**two.given(), by=trainer)
    assert [one.state for one in two.rooms() if one.state in ("open", "creating", "detached")] == [MeetingState.OPEN]


# Looking again


def test_what_a_person_ended_and_still_runs_is_ended_again(evening):
    trainer, amina = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.enter(amina)
    evening.minutes(2)
    room = evening.rooms()[0]
    sightings.end(room, ended_by=MeetingEnd.PERSON, ended_at=evening.at, at=evening.at)
    evening.minutes(4)

    assert [call for call, _ in evening.calls if call == "end"] != []
    assert evening.bench.standin.world.find(str(room.meeting_id)) is None or not evening.bench.present(
        str(room.meeting_id)
    )


def test_what_was_closed_by_mistake_is_open_again(evening):
    trainer, _ = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.minutes(2)
    room = evening.rooms()[0]
    sightings.end(room, ended_by=MeetingEnd.SERVER, ended_at=evening.at, at=evening.at)
    evening.minutes(3)

    assert evening.rooms()[0].state == MeetingState.OPEN


def test_a_server_that_is_away_for_good_leaves_a_final_meeting(evening):
    trainer, amina = people()
    lesson(evening, trainer, amina)
    evening.minutes(2)
    evening.silent.update(evening.benches)
    evening.minutes(70)

    (room,) = evening.rooms()
    assert (room.state, room.final_at is not None) == (MeetingState.ENDED, True)
    assert evening.at - room.final_at <= timedelta(minutes=15)
