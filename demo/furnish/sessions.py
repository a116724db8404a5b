"""
Live sessions of the demo: one that is on right now, one this evening, two that were, with attendance and recordings.

Kept when the demo starts and every minute while it runs (demo.tasks), so that there is always one to walk into.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from courses import timetable
from courses.actions import reminders, sessions
from courses.actions.session_plan import SessionPlan
from courses.models import Run, RunSession, Unit
from courses.models.session import Weekday
from courses.timetable import Pattern, Slot
from demo import standin
from demo.content import evenings
from demo.content.evenings import Title
from demo.content.timetable import EVENING_PEOPLE, EVENINGS
from demo.standin import Part
from jobs.actions import run_due
from live_sessions.actions import consents, receiving, recordings
from live_sessions.callbacks import analytics
from live_sessions.consents import standing_text
from live_sessions.models import Meeting, MeetingEnd, Recording
from lms.actions import attendance, joining
from lms.models import Enrolment
from lms.queries import joining as doors
from lms.queries import measuring
from lms.room_choices import FIRST

COURSE = "fachgespraech"
PLAYED_BY_VISITORS = "samira"  # in the session that is on, a visitor may be her
REFUSES = "marisol"  # takes part, but not in recordings
LENGTH = timedelta(hours=3)  # of the session that is on
LAST_MINUTES = timedelta(minutes=20)  # of it, in which the next one begins
LESSON = timedelta(minutes=90)  # for which the stand-in's people have a plan
EARLY = timedelta(minutes=10)  # so long before the start everybody has come
LATEST = timedelta(minutes=30)  # before its start an evening counts as this one
PLANNED_BEFORE = timedelta(days=3)
FORGOTTEN = timedelta(hours=36)  # whose list nobody confirmed until then confirms it
TOLD_AFTER = timedelta(seconds=20)  # the end, when a server sends its analytics
ONCE_S = 50  # beat rings every 60 s, not to the dot
WEEKS = 4
NEVER_COME = frozenset({"zahra"})  # have a place, and come to nothing
Recorded = RunSession.RecordingPolicy


def keep_once(*, at: datetime) -> None:
    """Keep, unless that was done within this minute: two rings at once would plan the same evening twice."""
    if cache.add("demo:keep-sessions", 1, ONCE_S):
        keep(at=at)


def keep(*, at: datetime) -> None:
    """See that all of it is there as of `at`; what cannot be had without a stand-in waits for one."""
    run = the_run(at)
    if run is None:
        return
    by = run.trainers.order_by("pk")[0]
    _this_evening(run, by, at)
    on = _on_now(run, by, at)
    if standin.is_there():
        _past(run, evenings.PAST, days=4, is_settled=True, by=by, at=at)
        _past(run, evenings.REPEAT, days=1, is_settled=False, by=by, at=at)
        fill(on, by=by, people=[one for one in _people(run) if one.username != PLAYED_BY_VISITORS], at=at)
    _confirm_forgotten(run, by, at)


def the_run(at: datetime) -> Run | None:
    """Return the run whose sessions these are; None where it is not furnished."""
    today = timezone.localdate(at)
    runs = Run.objects.filter(course__slug=COURSE, label=EVENINGS, cancelled_at=None, archived_at=None)
    now = runs.filter(starts_on__lte=today, ends_on__gte=today)
    return now.select_related("course__provider").order_by("pk").last()


def titled(title: Title) -> dict[str, Any]:
    """Return how a plan calls a session."""
    return {"title": title.de, "title_translations": title.others}


def item_of(run: Run) -> UUID:
    """Return what the run teaches at dates."""
    found: UUID = run.run_units.get(kind=Unit.Kind.LIVE_SESSION).item_id
    return found


def fill(session: RunSession, *, by: User, people: Sequence[User], at: datetime) -> None:
    """See that the room of a session that is on is open, as `by` would open it, and that these people are in it."""
    live = Meeting.objects.live().filter(context_key=session.context_key).first()
    if live is not None and standin.people_in(live.meeting_id):
        return
    try:
        room = joining.come_to(session=session, person=by, found=doors.door(session, by, at), at=at)
    except joining.NotReachable:
        return
    factor = LESSON / (session.ends_at - session.starts_at)
    parts = let_in(session, room, people, at=at)
    standin.send_people(room.meeting_id, parts, since=session.starts_at - EARLY, factor=factor)


def _people(run: Run) -> list[User]:
    names = [name for name in EVENING_PEOPLE if name not in NEVER_COME]
    learners = Enrolment.objects.filter(run=run, learner__username__in=names).exclude(state=Enrolment.State.WITHDRAWN)
    return [one.learner for one in learners.select_related("learner").order_by("pk")]


def let_in(session: RunSession, room: Meeting, people: Sequence[User], *, at: datetime) -> list[Part]:
    """Let people in as the page of the session would, and return what the server would be told of them."""
    return [_part(session, room, person, at) for person in people]


def _part(session: RunSession, room: Meeting, person: User, at: datetime) -> Part:
    text = standing_text(person.preferred_language)
    if session.may_be_recorded and text is not None:
        consents.decide(
            context_key=session.context_key,
            provider=session.provider,
            user=person,
            text=text,
            lets_record=person.username != REFUSES,
            at=at,
        )
    address = joining.address_of(
        session=session,
        room=room,
        person=person,
        found=doors.door(session, person, at),
        choice=FIRST,
        language=person.preferred_language,
        back=settings.SITE_ORIGIN,
        at=at,
    )
    told = parse_qs(urlsplit(address).query)
    return Part(told["userID"][0], told["fullName"][0])


def _on_now(run: Run, by: User, at: datetime) -> RunSession:
    mine = RunSession.objects.standing().filter(run=run, title=evenings.NOW.de, confirmed_at=None)
    running = mine.filter(starts_at__lte=at, ends_at__gt=at + LAST_MINUTES).order_by("starts_at", "pk")
    found = running.select_related("run__course__provider").last()
    if found is not None and not _is_closed(found):
        return found
    begins = at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
    plan = SessionPlan(trainers=(by,), **titled(evenings.NOW), recording_policy=Recorded.ALLOWED)
    return sessions.plan_session(run=run, plan=plan, slot=Slot(begins, begins + LENGTH), by=by, at=at)


def _is_closed(session: RunSession) -> bool:
    room = doors.room_of(session)
    return room is not None and room.ended_by == MeetingEnd.PERSON


def _this_evening(run: Run, by: User, at: datetime) -> None:
    """Plan a weekly series that begins this evening, or the next one when it is too late; people were told days ago."""
    day = timezone.localdate(at)
    slot = timetable.slot(day, evenings.EVENING_BEGINS, evenings.EVENING_ENDS)
    if slot.starts_at < at + LATEST:
        day += timedelta(days=1)
        slot = timetable.slot(day, evenings.EVENING_BEGINS, evenings.EVENING_ENDS)
    if RunSession.objects.standing().filter(run=run, title=evenings.EVENING.de, starts_at=slot.starts_at).exists():
        return
    pattern = Pattern(
        weekdays=[Weekday.values[day.weekday()]],
        begins=evenings.EVENING_BEGINS,
        ends=evenings.EVENING_ENDS,
        from_on=day,
        count=WEEKS,
    )
    plan = SessionPlan(trainers=(by,), **titled(evenings.EVENING))
    sessions.plan_series(run=run, plan=plan, pattern=pattern, by=by, at=slot.starts_at - PLANNED_BEFORE)
    reminders.plan_reminders(at=at)


def _past(run: Run, title: Title, *, days: int, is_settled: bool, by: User, at: datetime) -> None:
    """
    Let there have been an evening so many days ago, with people and a recording.

    When it is settled, its list is confirmed and the recording released; else both wait for somebody to do that.
    """
    known = RunSession.objects.filter(run=run, title=title.de).select_related("run__course__provider").first()
    if known is not None and Meeting.objects.filter(context_key=known.context_key).exists():
        return
    slot = timetable.slot(timezone.localdate(at) - timedelta(days=days), evenings.PAST_BEGINS, evenings.PAST_ENDS)
    begins, ends = slot.starts_at, slot.ends_at
    plan = SessionPlan(
        trainers=(by,),
        **titled(title),
        item_id=item_of(run) if is_settled else None,
        recording_policy=Recorded.AUTO,
    )
    session = known or sessions.plan_session(run=run, plan=plan, slot=slot, by=by, at=begins - PLANNED_BEFORE)
    early = begins - EARLY
    try:
        room = joining.come_to(session=session, person=by, found=doors.door(session, by, early), at=early)
    except joining.NotReachable:
        return
    parts = let_in(session, room, _people(run), at=early)
    told = standin.play_evening(room.meeting_id, parts, begins=begins, ends=ends, seed=days)
    standin.keep_recording(room.meeting_id, name=title.de, begins=begins, ends=ends)
    joining.end_for_everybody(session=session, by=by, at=ends)
    report, digest = analytics.read(told), hashlib.sha256(told).hexdigest()
    receiving.analytics_told(meeting=room, report=report, sha256=digest, at=ends + TOLD_AFTER)
    run_due(at=at)
    if is_settled:
        attendance.confirm(session=session, ends_at=measuring.proposed_end(session), by=by, at=ends + EARLY)
        for recording in Recording.objects.standing().filter(meeting=room):
            recordings.release(recording=recording, by=by, at=at)


def _confirm_forgotten(run: Run, by: User, at: datetime) -> None:
    """Confirm lists that visitors left alone, so that they do not pile up while the demo runs for days."""
    forgotten = RunSession.objects.standing().filter(run=run, confirmed_at=None, ends_at__lt=at - FORGOTTEN)
    for session in forgotten:
        attendance.confirm(session=session, ends_at=measuring.proposed_end(session), by=by, at=at)
