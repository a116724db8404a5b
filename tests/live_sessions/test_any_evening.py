"""
Whatever evening it was and whatever got lost: presence is what somebody would have counted with a watch in the hand.

The evening is made up, told to our doors by a server that knows nothing of us, and counted here by setting one mark for
each second somebody was there.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import actions as jobs
from live_sessions import callback_views
from live_sessions.actions import hooks, meetings, watching
from live_sessions.attendance import attendance
from live_sessions.bbb import transport
from live_sessions.bbb.client import Algorithm, Role, ServerUnreachable
from live_sessions.models import Meeting, MeetingState
from privacy import keys
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import ServerFactory
from tests.live_sessions.other_habits import ALL, Habits
from tests.live_sessions.other_server import OtherServer

SECRET = "ein anderes Geheimnis"
LENGTH = 14 * 60
POLL = 60
# Beside a better source a poll may be an echo for so long (ADR 0007): a lost message is known by what goes beyond.
ECHO = 150


@dataclass(frozen=True)
class Visit:
    """Somebody comes and goes, on one device, in the room (0) or a breakout room; `gone` None: to the end."""

    who: int
    room: int
    came: int
    gone: int | None


@dataclass(frozen=True)
class Plan:
    """An evening, and what becomes of what is told of it."""

    habits: Habits
    visits: tuple[Visit, ...]
    window: tuple[int, int]  # from when to when the session was planned
    messages: str  # "all", "some" or "none"
    reports: bool
    lost_polls: frozenset[int]  # by the minute
    skew: int
    late: int  # seconds after the end


@st.composite
def visits(draw, who):
    """Up to two devices in the room, and perhaps a breakout room."""
    found = []
    for room in draw(st.sampled_from([(0,), (0, 0), (0, 1), (0, 0, 2)])):
        count = draw(st.integers(1, 2))
        moments = sorted(
            draw(st.lists(st.integers(1, LENGTH - 1), min_size=2 * count, max_size=2 * count, unique=True))
        )
        pairs = list(zip(moments[::2], moments[1::2], strict=True))
        stays = draw(st.booleans()) and room == 0
        found += [Visit(who, room, came, None if stays and (came, gone) == pairs[-1] else gone) for came, gone in pairs]
    return found


@st.composite
def plans(draw):
    trainer = Visit(0, 0, 0, None)  # there from beginning to end: a room that stands empty closes
    learners = [one for who in (1, 2) for one in draw(visits(who))]
    begin, end = sorted(draw(st.lists(st.integers(0, LENGTH), min_size=2, max_size=2, unique=True)))
    messages, reports = draw(
        st.sampled_from([("all", False), ("none", True), ("some", True), ("some", False), ("none", False)])
    )
    is_exact = messages == "all" or reports  # polling alone counts what it sees, so there no poll is lost
    return Plan(
        habits=draw(st.sampled_from(ALL)),
        visits=(trainer, *learners),
        window=draw(st.sampled_from([(0, LENGTH), (begin, end)])),
        messages=messages,
        reports=reports,
        lost_polls=draw(st.frozensets(st.integers(1, LENGTH // 60), max_size=10)) if is_exact else frozenset(),
        skew=draw(st.sampled_from([0, 37, 600, -600])),
        late=draw(st.sampled_from([1, 45, 400, 3000])),
    )


def counted(plan, who):
    """Set a mark for each second."""
    marks = [False] * LENGTH
    for visit in plan.visits:
        if visit.who == who:
            for second in range(visit.came, LENGTH if visit.gone is None else visit.gone):
                marks[second] = True
    return sum(marks[plan.window[0] : plan.window[1]])


class Told:
    """The evening as our house hears of it."""

    def __init__(self, plan, monkeypatch):
        self.plan = plan
        self.begin = self.at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
        self.other = OtherServer(plan.habits, SECRET, now=lambda: self.at.timestamp() + plan.skew)
        self.other.origin = f"https://{uuid4()}.example"
        self.row = ServerFactory(
            base_url=self.other.address,
            secret=keys.encrypt(SECRET),
            algorithm=Algorithm.SHA512,
            uses_hooks=plan.messages != "none",
        )
        monkeypatch.setattr(transport, "send", self.send)
        monkeypatch.setattr(callback_views, "timezone", SimpleNamespace(now=lambda: self.at))
        hooks.keep(server_id=self.row.pk, at=self.at)
        context_key, provider = uuid4(), ProviderFactory()
        given = {"context_key": context_key, "provider": provider, "name": "Abend", "metadata": {}}
        self.meeting = meetings.open_room(**given, parameters={"meetingKeepEvents": True}, at=self.at)
        self.people = [UserFactory() for _ in range(3)]
        self.names = [self.name_of(person) for person in self.people]

    def send(self, call, url, *, body=None, **_given):
        if (self.at - self.begin).seconds // 60 in self.plan.lost_polls and call.startswith("getMeeting"):
            raise ServerUnreachable(call, "timeout")
        query = urlsplit(url).query
        status, _headers, said = self.other.answer(call, query, body or b"")
        return transport.Reply(status, said, None, self.at)

    def name_of(self, person):
        given = {"full_name": "Jemand", "role": Role.VIEWER, "parameters": {}, "at": self.at}
        return parse_qs(urlsplit(meetings.join_url(meeting=self.meeting, user=person, **given)).query)["userID"][0]

    @property
    def room(self):
        return self.other.rooms[str(self.meeting.meeting_id)]

    def until(self, second):
        end = self.begin + timedelta(seconds=second)
        while self.at < end:
            self.at = min(end, self.begin + timedelta(minutes=(self.at - self.begin) // timedelta(minutes=1) + 1))
            if (self.at - self.begin).seconds % 60 == 0:
                watching.poll(server_id=self.row.pk, at=self.at)

    def happen(self):
        """Let everybody come and go, and the evening end."""
        steps = [(one.came, 1, number) for number, one in enumerate(self.plan.visits)]
        steps += [(one.gone, 0, number) for number, one in enumerate(self.plan.visits) if one.gone is not None]
        rooms, inside = {0: self.room}, {}
        for second, is_coming, number in sorted(steps):
            self.until(second)
            visit = self.plan.visits[number]
            if not is_coming:
                self.other.go(*inside.pop(number))
                continue
            room = rooms.get(visit.room) or rooms.setdefault(visit.room, self.other.break_out(self.room, visit.room))
            name = self.names[visit.who] + (f"-{visit.room}" if visit.room else "")
            inside[number] = (room, self.other.come(room, name))
        self.until(LENGTH)
        for room in rooms.values():
            self.other.close(room)

    def tell(self, random):
        """Bring what is told and not lost: in any order, and some of it twice."""
        told, known = [], {}
        for one in self.other.tell(self.room, report=self.plan.reports):
            event = parse_qs(one[2].decode()).get("event", [""])[0]
            is_lost = self.plan.messages == "some" and event and known.setdefault(event, random.random() < 0.4)
            if not is_lost:
                told += [one] * random.choice((1, 1, 2))
        random.shuffle(told)
        for address, headers, body in told:
            parts, head = urlsplit(address), dict(headers)
            kind = head.pop("Content-Type")
            answered = Client().post(f"{parts.path}?{parts.query}", body, content_type=kind, headers=head)
            assert answered.status_code == 200, (answered.content, json.dumps(head))

    def present(self, who):
        starts_at, ends_at = (self.begin + timedelta(seconds=second) for second in self.plan.window)
        found = attendance(context_key=self.meeting.context_key, starts_at=starts_at, ends_at=ends_at)
        assert not found.unknown
        return found.by_user.get(self.people[who].pk)


@contextmanager
def house_of_its_own():
    """Leave nothing behind of an evening for the next."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), random=st.randoms(use_true_random=False))
def test_presence_is_what_a_watch_would_say(plan, random):
    with house_of_its_own(), pytest.MonkeyPatch.context() as monkeypatch:
        evening = Told(plan, monkeypatch)
        evening.happen()
        if plan.late > 60 and plan.messages == "all":
            evening.tell(random)  # and all of it once more later
        evening.until(LENGTH + plan.late)
        evening.tell(random)
        for minutes in (3, 11, 75):
            evening.until(LENGTH + 3000 + minutes * 60)
            jobs.run_due(at=evening.at)

        room = Meeting.objects.get(pk=evening.meeting.pk)
        assert (room.state, room.final_at is not None) == (MeetingState.ENDED, True)
        for who in range(3):
            told, wanted = evening.present(who), counted(plan, who)
            seconds = told.seconds if told is not None else 0
            if plan.messages == "all" or plan.reports:
                assert (seconds, told is None or told.is_exact) == (wanted, True)
                continue
            turns = sum(2 for visit in plan.visits if visit.who == who)
            bound = POLL if plan.messages == "none" else POLL + ECHO
            assert abs(seconds - wanted) <= turns * bound
