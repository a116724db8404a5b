"""Whoever comes first opens the room, everybody ends up in it, and a server that fails keeps nobody waiting."""

import threading
import time
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from live_sessions import queries
from live_sessions.actions import meetings, watching
from live_sessions.bbb import named
from live_sessions.bbb.client import MeetingList, RequestRefused, Role
from live_sessions.models import Meeting, MeetingEnd, MeetingState, Participant, Server
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import MeetingFactory, ServerFactory, ServerPoolFactory
from tests.live_sessions.wire import answer, speaking, success

BROKEN = answer(b"<html>502</html>", status="502 Bad Gateway")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def pool():
    return ServerPoolFactory()


def server_at(wire, pool, **values):
    return ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/", pool=pool, **values)


def creating(skew_ms=0):
    """Say what a server says to `create`: the same meeting for the same id, once with its making."""
    made = {}

    def say(line, heard):
        meeting_id = parse_qs(urlsplit(heard.target).query)["meetingID"][0]
        is_known = meeting_id in made
        made.setdefault(meeting_id, round(time.time() * 1000) + skew_ms)
        words = f"<meetingID>{meeting_id}</meetingID><internalMeetingID>intern</internalMeetingID>"
        words += f"<createTime>{made[meeting_id]}</createTime>"
        success(words + ("<messageKey>duplicateWarning</messageKey>" if is_known else ""))(line, heard)

    return say


def open_room(provider, context_key, **values):
    given = {"name": "Abend", "parameters": {}, "metadata": {}, "at": timezone.now()} | values
    return meetings.open_room(context_key=context_key, provider=provider, **given)


@pytest.mark.django_db
def test_a_room_is_opened_once_and_found_again(provider, pool):
    with speaking(creating()) as wire:
        server = server_at(wire, pool)
        key = uuid4()
        first, second = open_room(provider, key, name="Ä" * 70), open_room(provider, key)

    asked = parse_qs(urlsplit(wire.heard[0].target).query)
    assert (first.pk, first.state, first.server, first.internal_id) == (second.pk, MeetingState.OPEN, server, "intern")
    assert (asked["name"], asked["meetingID"]) == (["Ä" * 64], [str(first.meeting_id)])
    assert Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_come_into_one_meeting_each_with_an_address_of_their_own(provider, pool):
    people = UserFactory.create_batch(50)
    key, at, urls, failed = uuid4(), timezone.now(), {}, []
    with speaking(creating()) as wire:
        server_at(wire, pool)
        gate = threading.Barrier(10)

        def join(mine):
            try:
                gate.wait()
                for person in mine:
                    room = open_room(provider, key, at=at)
                    given = {"full_name": person.full_name, "role": Role.VIEWER, "parameters": {}, "at": at}
                    urls[person.pk] = meetings.join_url(meeting=room, user=person, **given)
            except Exception as error:  # noqa: BLE001  told to the test below
                failed.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=join, args=(people[number::10],)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert failed == []
    asked = {person.pk: parse_qs(urlsplit(urls[person.pk]).query) for person in people}
    ids = dict(Participant.objects.values_list("user_id", "external_id"))
    room = Meeting.objects.get()
    assert {pk: (one["fullName"][0], one["userID"][0]) for pk, one in asked.items()} == {
        person.pk: (person.full_name, ids[person.pk]) for person in people
    }
    assert {(one["meetingID"][0], one["createTime"][0]) for one in asked.values()} == {
        (str(room.meeting_id), str(room.create_time))
    }
    assert len(set(ids.values())) == 50


@pytest.mark.django_db
def test_a_server_that_fails_is_left_for_the_next_one(provider, pool):
    with speaking(BROKEN) as broken, speaking(creating()) as well:
        first = server_at(broken, pool)
        second = server_at(well, pool, participant_count=90)
        room = open_room(provider, uuid4())

    first.refresh_from_db()
    left = Meeting.objects.exclude(pk=room.pk).get()
    assert (room.server, room.state, first.error_count) == (second, MeetingState.OPEN, 1)
    assert (left.server, left.state, left.ended_by) == (first, MeetingState.ENDED, MeetingEnd.GONE)
    assert queries.servers_for(provider)[0] == second


@pytest.mark.django_db
def test_without_a_server_that_answers_nothing_is_left_half_open(provider, pool):
    with speaking(BROKEN) as broken:
        server_at(broken, pool)
        with pytest.raises(meetings.NoServerAvailable):
            open_room(provider, uuid4())

    assert not Meeting.objects.live().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("health", ["offline", "new"])
def test_a_provider_without_a_server_that_is_well_hears_so_at_once(provider, pool, health):
    ServerFactory(pool=pool, health=health)

    with pytest.raises(meetings.NoServerAvailable):
        open_room(provider, uuid4())


@pytest.mark.django_db
def test_a_room_people_are_in_is_not_left_because_its_server_is_silent(provider, pool, at):
    with speaking(BROKEN) as broken:
        server = server_at(broken, pool)
        ServerFactory(pool=pool)
        room = MeetingFactory(provider=provider, server=server, requested_at=at)
        with pytest.raises(meetings.RoomUnreachable) as away:
            open_room(provider, room.context_key)

    room.refresh_from_db()
    assert (room.state, away.value.server) == (MeetingState.OPEN, server)


@pytest.mark.django_db
def test_all_of_it_takes_no_longer_than_one_call(provider, pool, monkeypatch):
    monkeypatch.setattr(meetings, "BUDGET_SECONDS", 1.5)
    enough = threading.Event()
    with ExitStack() as silent:
        for _ in range(5):  # each of them could take as long as a call may
            server_at(silent.enter_context(speaking(lambda _line, _heard: enough.wait(60))), pool)
        begin = time.monotonic()
        with pytest.raises(meetings.NoServerAvailable):
            open_room(provider, uuid4())
        took = time.monotonic() - begin
        enough.set()

    assert took < 6


@pytest.mark.django_db
def test_a_server_that_began_anew_gets_a_room_with_another_id(provider, pool):
    with speaking(creating(), creating(skew_ms=5000)) as wire:
        server_at(wire, pool)
        key = uuid4()
        before = open_room(provider, key)
        after = open_room(provider, key)

    before.refresh_from_db()
    assert (before.state, before.ended_by, after.state) == (MeetingState.ENDED, MeetingEnd.RESTART, MeetingState.OPEN)
    assert (after.meeting_id != before.meeting_id, Meeting.objects.live().count()) == (True, 1)


@pytest.mark.django_db
def test_a_server_that_ends_every_room_by_force_does_not_keep_us_busy(provider, pool):
    with speaking(success("<createTime>1</createTime><hasBeenForciblyEnded>true</hasBeenForciblyEnded>")) as wire:
        server_at(wire, pool)
        with pytest.raises(meetings.NoServerAvailable):
            open_room(provider, uuid4())

    assert (len(wire.heard), Meeting.objects.live().count()) == (5, 0)


@pytest.mark.django_db
def test_a_refusal_is_told_and_not_tried_elsewhere(provider, pool):
    words = b"<response><returncode>FAILED</returncode><messageKey>validationError</messageKey></response>"
    with speaking(answer(words)) as wire:
        server_at(wire, pool)
        with pytest.raises(RequestRefused):
            open_room(provider, uuid4())

    assert len(wire.heard) == 1


@pytest.mark.django_db
def test_rooms_of_the_same_minute_are_spread_over_the_servers(provider, pool):
    with speaking(creating()) as one, speaking(creating()) as two:
        for wire in (one, two):
            server_at(wire, pool)
        for _ in range(4):
            open_room(provider, uuid4())

    assert (len(one.heard), len(two.heard)) == (2, 2)


@pytest.mark.django_db
def test_a_clock_that_is_off_is_known_from_the_making_of_a_room(provider, pool):
    with speaking(creating(skew_ms=-600_000)) as wire:
        server = server_at(wire, pool)
        room = open_room(provider, uuid4())
    watching.note_good(Server.objects.get(pk=server.pk), MeetingList((), 0), at=timezone.now())

    server.refresh_from_db()
    assert (abs(room.clock_offset_seconds + 600) <= 2, server.clock_offset_seconds) == (True, room.clock_offset_seconds)


@pytest.mark.django_db
def test_a_server_that_does_not_tell_a_time_of_creation_gets_none_back(provider, pool):
    person = UserFactory()
    with speaking(success()) as wire:
        server_at(wire, pool)
        room = open_room(provider, uuid4())
    given = {"full_name": "Amina", "role": Role.MODERATOR, "parameters": {}, "at": timezone.now()}
    url = meetings.join_url(meeting=room, user=person, **given)

    assert ("createTime" in url, "role=MODERATOR" in url) == (False, True)


@pytest.mark.django_db
def test_a_person_has_one_name_in_a_session_and_another_in_the_next(pool, at):
    person = UserFactory()
    server = ServerFactory(pool=pool)
    rooms = [MeetingFactory(server=server, requested_at=at) for _ in range(2)]
    given = {"user": person, "full_name": "Amina", "role": Role.VIEWER, "parameters": {}, "at": at}
    urls = [meetings.join_url(meeting=room, **given) for room in (rooms[0], rooms[0], rooms[1])]

    names = [parse_qs(urlsplit(url).query)["userID"][0] for url in urls]
    assert (names[0] == names[1], names[0] == names[2], Participant.objects.count()) == (True, False, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "says",
    [success(), answer(b"<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>")],
    ids=["it runs", "it is over already"],
)
def test_ending_a_room_ends_it_for_everybody(pool, at, says):
    person = UserFactory()
    with speaking(says) as wire:
        room = MeetingFactory(server=server_at(wire, pool), requested_at=at)
        meetings.end_room(meeting=room, by=person, at=at)

    room.refresh_from_db()
    assert (room.state, room.ended_by, room.ended_at) == (MeetingState.ENDED, MeetingEnd.PERSON, at)
    assert AuditEntry.objects.get().action == "live_sessions.room_ended"


@pytest.mark.django_db
def test_a_room_that_cannot_be_ended_still_runs(pool, at):
    with speaking(BROKEN) as wire:
        room = MeetingFactory(server=server_at(wire, pool), requested_at=at)
        with pytest.raises(meetings.RoomUnreachable):
            meetings.end_room(meeting=room, by=UserFactory(), at=at)

    room.refresh_from_db()
    assert (room.state, len(wire.heard), AuditEntry.objects.count()) == (MeetingState.OPEN, 1, 0)
