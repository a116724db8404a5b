"""A whole evening with servers that have nothing in common with our stand-in: presence is right to the second."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests
from django.test import Client

from jobs import actions as jobs
from live_sessions import callback_views
from live_sessions.actions import hooks, meetings, testing, watching
from live_sessions.attendance import attendance
from live_sessions.bbb import named, transport
from live_sessions.bbb.client import Algorithm, Role, ServerUnreachable
from live_sessions.models import Meeting, MeetingEnd, MeetingState, Server
from privacy import keys
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import ServerFactory
from tests.live_sessions import other_server as others
from tests.live_sessions.evening import people
from tests.live_sessions.other_habits import ALL, SCALED, STRICT

pytestmark = pytest.mark.django_db
SECRET = "ein anderes Geheimnis"


class OtherEvening:
    """One room on one server; calls go over the wire, and the time is in our hand."""

    def __init__(self, server, monkeypatch, *, uses_hooks, skew=0):
        self.begin = self.at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
        self.context_key, self.provider, self.other = uuid4(), ProviderFactory(), server
        server.now = lambda: self.at.timestamp() + skew
        self.row = ServerFactory(
            base_url=server.address, secret=keys.encrypt(SECRET), algorithm=Algorithm.SHA512, uses_hooks=uses_hooks
        )
        over_the_wire = transport.send

        def send(*given, **named):
            return replace(over_the_wire(*given, **named), asked_at=self.at, clock_offset_seconds=None)

        monkeypatch.setattr(transport, "send", send)
        monkeypatch.setattr(callback_views, "timezone", SimpleNamespace(now=lambda: self.at))
        hooks.keep(server_id=self.row.pk, at=self.at)

    def open(self):
        parameters = {"meetingKeepEvents": True}
        given = {"context_key": self.context_key, "provider": self.provider, "name": "Übung & mehr"}
        return meetings.open_room(**given, parameters=parameters, metadata={}, at=self.at)

    @property
    def room(self):
        last = Meeting.objects.filter(context_key=self.context_key).order_by("pk").last()
        return self.other.rooms[str(last.meeting_id)]

    def enter(self, person, role=Role.VIEWER):
        """Go in as a browser does, and return the connection."""
        given = {"full_name": person.full_name, "role": role, "parameters": {}, "at": self.at}
        url = meetings.join_url(meeting=self.open(), user=person, **given)
        answered = requests.get(url, allow_redirects=False, timeout=10)
        assert "errors" not in answered.headers["Location"]
        return answered.headers["Location"].rpartition("=")[2]

    def until(self, second):
        """Let time pass, with a poll each minute."""
        end = self.begin + timedelta(seconds=second)
        while self.at < end:
            self.at = min(end, self.begin + timedelta(minutes=(self.at - self.begin) // timedelta(minutes=1) + 1))
            if (self.at - self.begin).seconds % 60 == 0:
                watching.poll(server_id=self.row.pk, at=self.at)
                jobs.run_due(at=self.at)

    def deliver(self, *, report):
        """Let the server tell everything it has to tell, the last first and each thing twice."""
        told = list(self.other.tell(self.room, report=report))
        answers = {self.knock(*one) for one in [*reversed(told), *told]}
        assert answers <= {200}
        return len(told)

    @staticmethod
    def knock(address, headers, body):
        """Bring one thing to our door, and return what it is answered."""
        parts, head = urlsplit(address), dict(headers)
        kind = head.pop("Content-Type")
        return Client().post(f"{parts.path}?{parts.query}", body, content_type=kind, headers=head).status_code

    def present(self, person):
        ends_at = self.begin + timedelta(hours=1)
        return attendance(context_key=self.context_key, starts_at=self.begin, ends_at=ends_at).by_user[person.pk]


@pytest.fixture(params=ALL, ids=lambda habits: habits.name)
def other(request):
    with others.serving(others.OtherServer(request.param, SECRET)) as server:
        yield server


@pytest.mark.parametrize(("uses_hooks", "skew"), [(True, 0), (False, 0), (True, 600), (False, -600)])
def test_reconnects_two_devices_and_a_breakout_room_are_counted_to_the_second(
    other, monkeypatch, settings, uses_hooks, skew
):
    settings.LIVE_SESSIONS_CHANGED = ""
    evening = OtherEvening(other, monkeypatch, uses_hooks=uses_hooks, skew=skew)
    trainer, amina = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.until(61)
    first = evening.enter(amina)
    evening.until(300)
    second = evening.enter(amina)  # a phone beside the computer
    evening.until(420)
    other.go(evening.room, first)
    evening.until(907)
    other.go(evening.room, second)
    evening.until(1000)
    third = evening.enter(amina)
    evening.deliver(report=False)
    evening.until(1200)
    person = evening.room.inside[third][0]
    other.go(evening.room, third)
    evening.until(1203)
    group = other.break_out(evening.room, 1)
    inside = other.come(group, f"{person}-1")
    evening.until(1503)
    other.go(group, inside)
    other.close(group)
    evening.until(1510)
    evening.enter(amina)
    evening.until(1801)
    other.close(evening.room)
    evening.until(1815)
    assert evening.deliver(report=not uses_hooks) > 0
    evening.until(1815 + 70 * 60)

    told = {who: evening.present(who) for who in (trainer, amina)}
    assert told[amina].seconds == (907 - 61) + (1200 - 1000) + (1503 - 1203) + (1801 - 1510)
    assert (told[trainer].seconds, [one.is_exact for one in told.values()]) == (1801, [True, True])
    room = Meeting.objects.get()
    assert (room.state, room.is_end_exact, room.final_at is not None) == (MeetingState.ENDED, True, True)
    assert room.ended_at == evening.begin + timedelta(seconds=1801)
    assert Server.objects.get().hooks_error == ""


# What goes wrong, and costs nobody a second


@pytest.fixture
def strict(monkeypatch, settings):
    """An evening with webhooks that has begun: the trainer came at once, Amina after 61 seconds."""
    settings.LIVE_SESSIONS_CHANGED = ""
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)
    with others.serving(others.OtherServer(STRICT, SECRET)) as server:
        evening = OtherEvening(server, monkeypatch, uses_hooks=True)
        evening.trainer, evening.amina = people()
        evening.enter(evening.trainer, Role.MODERATOR)
        evening.until(61)
        evening.enter(evening.amina)
        yield evening


def over(evening, second=1801, *, report=False):
    """Let the evening end, what is left be told, and everything be looked at again."""
    evening.until(second)
    evening.other.close(evening.room)
    evening.until(second + 20)
    evening.deliver(report=report)
    evening.until(second + 70 * 60)
    return [evening.present(who).seconds for who in (evening.trainer, evening.amina)]


def test_forged_messages_add_and_take_no_second(strict):
    strict.until(600)
    room = strict.room
    stranger = others.OtherServer(STRICT, "geraten", now=strict.other.now)
    stranger.rooms, stranger.hooks = strict.other.rooms, strict.other.hooks
    stranger.close(twin := replace(room, inside=dict(room.inside)))
    stranger.rooms = {**strict.other.rooms, room.meeting_id: twin}
    forged = list(stranger.tell(twin, report=True))
    assert {strict.knock(*one) for one in forged} == {401}
    ended = urlsplit(room.asked["meta_endCallbackUrl"]).path
    assert Client().get(f"{ended[:-8]}00000000").status_code == 404
    strict.until(900)
    assert Meeting.objects.get().state == MeetingState.OPEN
    assert over(strict) == [1801, 1740]


@pytest.mark.parametrize("nonsense", [b"<html>Hello</html>", b"<response><returncode>SUCC", b""])
def test_nonsense_for_ten_minutes_costs_no_second(strict, monkeypatch, nonsense):
    strict.until(600)
    monkeypatch.setattr(strict.other, "answer", lambda *_asked: (200, {"Content-Type": "text/html"}, nonsense))
    strict.until(1200)
    assert Meeting.objects.get().state == MeetingState.OPEN
    monkeypatch.delattr(strict.other, "answer")
    assert over(strict) == [1801, 1740]


def test_a_server_that_is_down_until_long_after_the_end_costs_no_second(strict, monkeypatch):
    """What it tells when it is back counts as if it had come in time, even its report alone."""
    strict.until(600)

    def refuse(call, *_given, **_named):
        raise ServerUnreachable(call, "unreachable")

    with monkeypatch.context() as down:
        down.setattr(transport, "send", refuse)
        strict.until(1801)
        strict.other.close(strict.room)
        strict.until(1801 + 3 * 60 * 60)
        assert Meeting.objects.get().state == MeetingState.OPEN
    strict.deliver(report=True)
    strict.until(1801 + 5 * 60 * 60)
    assert [strict.present(who).seconds for who in (strict.trainer, strict.amina)] == [1801, 1740]
    assert Meeting.objects.get().ended_at == strict.begin + timedelta(seconds=1801)


def test_a_server_that_begins_anew_costs_what_nobody_can_know(strict):
    """From the last poll that saw people until they came again."""
    strict.until(930)
    strict.deliver(report=False)
    strict.other.rooms.clear()
    strict.other.hooks.clear()
    strict.until(990)
    hooks.keep(server_id=strict.row.pk, at=strict.at)
    strict.enter(strict.trainer, Role.MODERATOR)
    strict.until(1000)
    strict.enter(strict.amina)
    assert over(strict) == [900 + 811, 839 + 801]
    assert list(Meeting.objects.order_by("pk").values_list("ended_by", flat=True)) == [
        MeetingEnd.RESTART,
        MeetingEnd.SERVER,
    ]


# Balancers


@pytest.fixture
def balancer():
    """One that lists no meetings, as its operators may set it."""
    with others.serving(others.OtherServer(replace(SCALED, lists_meetings=False), SECRET)) as server:
        yield server


def test_a_room_that_a_balancer_does_not_list_is_asked_for_and_stays_open(balancer, monkeypatch, settings):
    settings.LIVE_SESSIONS_CHANGED = ""
    evening = OtherEvening(balancer, monkeypatch, uses_hooks=False)
    trainer, amina = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.enter(amina)
    evening.until(1800)
    room = Meeting.objects.get()
    assert (room.state, room.seen_at) == (MeetingState.OPEN, evening.at)
    testing.examine(server=evening.row, by=UserFactory(is_superuser=True), at=evening.at)
    room.refresh_from_db()
    assert room.state == MeetingState.OPEN  # a test of the server by hand ends nothing either
    balancer.close(evening.room)
    evening.until(1920)

    room.refresh_from_db()
    assert (room.state, room.ended_by, room.ended_at) == (
        MeetingState.ENDED,
        MeetingEnd.GONE,
        evening.begin + timedelta(seconds=1800),
    )
    told = evening.present(amina)
    # A young room is waited for: the first poll that asks for it is the third.
    assert (1800 - 180 <= told.seconds <= 1800, told.is_exact) == (True, False)


def test_a_room_that_a_balancer_cannot_reach_for_a_while_is_not_over(balancer, monkeypatch, settings):
    settings.LIVE_SESSIONS_CHANGED = ""
    evening = OtherEvening(balancer, monkeypatch, uses_hooks=False)
    trainer, _ = people()
    evening.enter(trainer, Role.MODERATOR)
    evening.until(300)
    whole = balancer.room

    def away(meeting_id):
        raise others.Refusal("internalError")

    balancer.room = away
    evening.until(900)
    assert Meeting.objects.get().state == MeetingState.OPEN
    balancer.room = whole
    evening.until(1000)
    assert Meeting.objects.get().state == MeetingState.OPEN
    balancer.room = away
    evening.until(2400)  # for good
    assert Meeting.objects.get().state == MeetingState.ENDED
