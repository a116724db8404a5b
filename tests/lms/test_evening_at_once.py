"""An evening on which several people and machines act in the same moment: one right state, one record, one letter."""

from contextlib import contextmanager, suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses.models import RunSession
from jobs import actions as jobs
from live_sessions.actions import detaching, meetings
from live_sessions.bbb import named
from live_sessions.models import Health, Meeting, MeetingState
from live_sessions.presence import Source
from lms.actions import attendance, completing, joining, moving, rechecking
from lms.actions import attendance_decisions as decisions
from lms.models import AttendanceDecision, Enrolment, HoursEntry, SessionAttendance, UnitResult
from lms.queries.joining import door
from lms.room_choices import FIRST
from privacy.models import AuditEntry
from tests.factories.attendance import AFTER, END, START, live_run, room_of, session_of, stayed
from tests.factories.live_sessions import MeetingFactory, ServerFactory, ServerPoolFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.live_sessions import servers_words as say
from tests.live_sessions.wire import answer, speaking, success
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
BROKEN = answer(b"<html>Bad gateway</html>", "502 Bad Gateway", "text/html")
CREATED = success("<internalMeetingID>i</internalMeetingID><createTime>1700000000000</createTime>")


@pytest.fixture(autouse=True)
def on_postgresql(monkeypatch):
    only_on_postgresql()
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


def times(action):
    return AuditEntry.objects.filter(action=action).count()


@contextmanager
def meeting_in(monkeypatch, module, name):
    """Let two who come to this function wait for each other, so that neither has seen what the other writes."""
    gate, known = Barrier(2), getattr(module, name)

    def wait_for_the_other(*given, **named_ones):
        with suppress(BrokenBarrierError):  # whoever is kept out by a lock comes later, which is as good
            gate.wait(timeout=2)
        return known(*given, **named_ones)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, wait_for_the_other)
        yield


# The list


def test_two_dates_of_a_unit_confirmed_at_once_complete_it_once(monkeypatch):
    run = live_run(teaching_units=4, texts=0)
    people = [enrolled(run) for _ in range(2)]
    sessions = [session_of(run), session_of(run, day=date(2026, 3, 11))]
    for session in sessions:
        room = room_of(session, requested_at=session.starts_at, ended_at=session.ends_at)
        for enrolment in people:
            stayed(room, enrolment, 0, 90)
    trainer, at = trainer_of(run), sessions[1].ends_at + timedelta(minutes=5)

    def confirming(session):
        return lambda: attendance.confirm(session=session, ends_at=session.ends_at, by=trainer, at=at)

    with meeting_in(monkeypatch, completing, "_is_held"):
        at_once([confirming(session) for session in sessions])

    assert list(UnitResult.objects.values_list("state", flat=True)) == ["completed"] * 2
    assert Enrolment.objects.filter(state="completed").count() == Certificate.objects.count() == 2
    assert list(HoursEntry.objects.values_list("seconds", flat=True)) == [90 * 60] * 4
    assert (times("lms.session_confirmed"), times("lms.unit_completed"), times("lms.course_completed")) == (2, 2, 2)


def test_a_report_that_arrives_while_the_list_is_confirmed_holds_or_waits_for_a_decision():
    run = live_run(texts=0)
    enrolment, trainer = enrolled(run), trainer_of(run)
    session = session_of(run)
    room = room_of(session, ended_at=timezone.now())
    Meeting.objects.filter(pk=room.pk).update(internal_id="intern-1", create_time=1)
    room.refresh_from_db()
    seen = stayed(room, enrolment, 0, 80, source=Source.POLL)
    minutes = [(START + timedelta(minutes=minute)).isoformat() for minute in (0, 90)]
    told = say.body(room, say.person(seen.external_id, minutes[:1], minutes[1:]))

    def report():
        assert say.analytics(room, told).status_code == 200
        jobs.run_due(at=timezone.now() + timedelta(minutes=1))

    at_once([lambda: attendance.confirm(session=session, ends_at=END, by=trainer, at=AFTER), report])
    jobs.run_due(at=timezone.now() + timedelta(minutes=2))

    row = SessionAttendance.objects.get()
    assert (row.found_seconds, row.found_is_exact) == (90 * 60, True)
    assert (row.present_seconds, row.differs) in {(80 * 60, True), (90 * 60, False)}
    assert HoursEntry.objects.get().seconds == row.present_seconds
    assert times("lms.session_confirmed") == 1


def test_what_staff_correct_while_the_list_is_confirmed_holds():
    run = live_run(texts=0)
    enrolment, trainer = enrolled(run), trainer_of(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, 10)
    given = {"session": session, "by": trainer, "at": AFTER}
    at_once(
        [
            lambda: attendance.confirm(ends_at=END, **given),
            lambda: decisions.correct(enrolment=enrolment, seconds=5000, reason="Ton", **given),
            lambda: decisions.excuse(enrolment=enrolment, is_excused=True, **given),
        ]
    )

    row = SessionAttendance.objects.get()
    assert (row.present_seconds, row.measured_seconds, row.is_excused, row.status) == (5000, 600, True, "attended")
    assert HoursEntry.objects.get().seconds == 5000
    assert sorted(AttendanceDecision.objects.values_list("kind", flat=True)) == ["corrected", "excused"]
    assert (times("lms.session_confirmed"), times("lms.attendance_corrected")) == (1, 1)
    assert (times("lms.course_completed"), Certificate.objects.count()) == (1, 1)


def test_looking_again_while_the_last_list_is_confirmed_completes_once():
    run = live_run(teaching_units=8, texts=0)
    people = [enrolled(run) for _ in range(3)]
    sessions = [session_of(run), session_of(run, day=date(2026, 3, 11))]
    trainer = trainer_of(run)
    for session in sessions:
        room = room_of(session, requested_at=session.starts_at, ended_at=session.ends_at)
        for enrolment in people:
            stayed(room, enrolment, 0, 90)
    attendance.confirm(session=sessions[0], ends_at=END, by=trainer, at=AFTER)
    late = sessions[1].ends_at + timedelta(days=200)  # the run's last day is over, so what was held is all

    def confirm():
        attendance.confirm(session=sessions[1], ends_at=sessions[1].ends_at, by=trainer, at=late)

    at_once([confirm, lambda: rechecking.recheck(at=late), lambda: rechecking.recheck(at=late)])
    rechecking.recheck(at=late)

    assert Enrolment.objects.filter(state="completed").count() == Certificate.objects.count() == 3
    assert (times("lms.unit_completed"), times("lms.course_completed"), HoursEntry.objects.count()) == (3, 3, 6)


# The room


@pytest.fixture
def evening():
    """A session that has begun, of somebody who leads it, and a group of servers."""
    run = run_in("NI")
    trainer = trainer_of(run)
    session = planned(run, trainer, opens_without_staff=True)
    session.starts_at = timezone.now() - timedelta(minutes=5)
    session.ends_at = session.starts_at + timedelta(minutes=90)
    session.save()
    return session, trainer, ServerPoolFactory()


@contextmanager
def server(pool, *says, **values):
    with speaking(*says) as wire:
        yield ServerFactory(pool=pool, base_url=f"{wire.url}/bigbluebutton/api/", **values)


def room_on(session, where):
    return MeetingFactory(
        context_key=session.context_key, provider=session.provider, server=where, requested_at=session.starts_at
    )


def mover(session, by):
    def move():
        mine = RunSession.objects.select_related("run__course__provider").get(pk=session.pk)
        try:
            return moving.move(session=mine, by=by, at=timezone.now()).server_id
        except (moving.NothingToMove, detaching.RoomStillRuns):
            return None

    return move


def test_two_who_move_a_room_at_once_move_it_once(evening, monkeypatch):
    session, trainer, pool = evening
    with (
        server(pool, BROKEN, health=Health.OFFLINE) as silent,
        server(pool, CREATED) as other,
        meeting_in(monkeypatch, detaching.ending, "standing"),
    ):
        old = room_on(session, silent)
        moved = at_once([mover(session, trainer)] * 2)

    assert {one for one in moved if one is not None} == {other.pk}  # who comes later finds nothing to move
    old.refresh_from_db()
    assert (old.state, Meeting.objects.live().get().server_id) == (MeetingState.DETACHED, other.pk)
    assert (times("lms.room_moved"), times("live_sessions.room_moved")) == (1, 1)


def test_people_who_come_while_a_room_is_moved_are_let_into_the_new_one_or_told_to_wait(evening):
    session, trainer, pool = evening
    people = [enrolled(session.run).learner for _ in range(6)]

    def coming(person):
        def come():
            mine = RunSession.objects.select_related("run__course__provider").get(pk=session.pk)
            found = door(mine, person, timezone.now())
            try:
                room = joining.come_to(session=mine, person=person, found=found, at=timezone.now())
            except joining.NotReachable:
                return None
            given = {"choice": FIRST, "language": "de", "back": "https://hier.example/", "at": timezone.now()}
            return joining.address_of(session=mine, room=room, person=person, found=found, **given)

        return come

    with server(pool, BROKEN, health=Health.OFFLINE) as silent, server(pool, CREATED) as other:
        old = room_on(session, silent)
        _moved, *addresses = at_once([mover(session, trainer), *map(coming, people)])
        joining.end_pause(session)
        later = [coming(person)() for person in people]

    room = Meeting.objects.live().get()
    asked = [parse_qs(urlsplit(address).query) for address in [*addresses, *later] if address is not None]
    assert (room.server_id, {one["meetingID"][0] for one in asked}) == (other.pk, {str(room.meeting_id)})
    assert (None in later, len({one["userID"][0] for one in asked})) == (False, len(people))
    old.refresh_from_db()
    assert (old.state, times("lms.room_moved")) == (MeetingState.DETACHED, 1)


def test_two_who_end_a_room_at_once_leave_one_record(evening):
    session, trainer, pool = evening
    with server(pool, success()) as where:
        room = room_on(session, where)
        at_once([lambda: meetings.end_room(meeting=room, by=trainer, at=timezone.now())] * 2)

    room.refresh_from_db()
    assert (room.state, room.ended_by, times("live_sessions.room_ended")) == ("ended", "person", 1)
