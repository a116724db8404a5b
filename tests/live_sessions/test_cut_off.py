"""Cut off in the middle of opening a room: the trail is whole, and no room goes on that nobody knows of."""

from datetime import timedelta

import pytest

from live_sessions.actions import meetings
from live_sessions.bbb import transport
from live_sessions.bbb.client import ServerUnreachable
from live_sessions.models import Meeting, MeetingState
from privacy import audit
from privacy.models import AuditEntry
from tests.live_sessions.evening import Evening, people

pytestmark = pytest.mark.django_db


def lose_answers(monkeypatch, evening, *, of):
    """Let these servers create what they are asked to, and every answer be lost; clear what is returned to end it."""
    send, lost = evening._send, set(of)

    def losing(call, url, **values):
        answer = send(call, url, **values)
        if call == "create" and any(host in url for host in lost):
            raise ServerUnreachable(call, "timeout")
        return answer

    monkeypatch.setattr(transport, "send", losing)
    return lost


def running(bench):
    return len(bench.call("getMeetings").findall(".//meeting"))


def test_a_room_whose_answer_was_lost_is_ended_two_minutes_later(monkeypatch, settings):
    evening = Evening(monkeypatch, settings, count=2)
    first, second = evening.benches.values()
    lose_answers(monkeypatch, evening, of=[next(iter(evening.benches))])
    room = evening.open()
    assert [one.state for one in evening.rooms()] == [MeetingState.ENDED, MeetingState.OPEN]
    assert (running(first), running(second)) == (1, 1)
    trainer, _amina = people()
    evening.enter(trainer)
    evening.minutes(3)
    assert (running(first), running(second)) == (0, 1)
    assert Meeting.objects.live().get() == room


def test_a_room_whose_answer_was_lost_is_taken_up_again_where_there_is_no_other_server(monkeypatch, settings):
    evening = Evening(monkeypatch, settings)
    lost = lose_answers(monkeypatch, evening, of=evening.benches)
    with pytest.raises(meetings.NoServerAvailable):
        evening.open()
    lost.clear()
    evening.minutes(1)
    room = Meeting.objects.live().get()
    assert evening.open() == room
    assert running(evening.bench) == 1


@pytest.mark.parametrize("cut_off_after", ["the row", "the server's answer"])
def test_the_trail_says_who_opened_it_wherever_we_are_cut_off(monkeypatch, settings, cut_off_after):
    evening = Evening(monkeypatch, settings)
    trainer, other = people()

    def cut_off(*args, **values):
        raise KeyboardInterrupt

    def told_by(person):
        return lambda row: audit.record("test.room_opened", subject=row, by=person, at=evening.at)

    with monkeypatch.context() as cut:
        if cut_off_after == "the row":
            cut.setattr(transport, "send", cut_off)
        else:
            cut.setattr(meetings, "_opened", cut_off)
        with pytest.raises(KeyboardInterrupt):
            meetings.open_room(**evening.given(), written=told_by(trainer))
    evening.at += timedelta(seconds=5)
    room = meetings.open_room(**evening.given(), written=told_by(other))
    entry = AuditEntry.objects.get(action="test.room_opened")
    assert (entry.actor, entry.subject, room.state) == (trainer.public_id, room.public_id, MeetingState.OPEN)


def test_a_trail_that_cannot_be_written_opens_nothing(monkeypatch, settings):
    evening = Evening(monkeypatch, settings)

    def cannot(row):
        raise ValueError(row)

    with pytest.raises(ValueError):
        meetings.open_room(**evening.given(), written=cannot)
    assert (evening.rooms(), running(evening.bench)) == ([], 0)
