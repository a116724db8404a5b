"""What was measured of a session: conference rooms, rooms of stone, and guests whom somebody recognised, as one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from courses.models import RunSession, RunUnit
from live_sessions import queries as live
from live_sessions.attendance import Attendance, Instead, Stay, attendance
from live_sessions.presence import AttendanceRule
from lms.models import Enrolment, EnrolmentQuerySet, KnownGuest, RoomStay


def measured(session: RunSession, *, until: datetime, instead: Instead | None = None) -> Attendance:
    """
    Return everybody's presence from the planned start until then. Three queries, and nothing is written.

    `instead`: as it would be if other analytics of a room counted.
    """
    guests = KnownGuest.objects.filter(session=session).values_list("external_id", "enrolment__learner_id")
    stays: dict[int, list[Stay]] = defaultdict(list)
    in_room = RoomStay.objects.filter(session=session).values_list("enrolment__learner_id", "came_at", "left_at")
    for learner, came_at, left_at in in_room:
        stays[learner].append((came_at, left_at))
    return attendance(
        context_key=session.context_key,
        starts_at=session.starts_at,
        ends_at=max(until, session.starts_at),
        known_as=dict(guests),
        beside=stays,
        instead=instead,
    )


def proposed_end(session: RunSession) -> datetime:
    """
    Return the end that a trainer is asked to confirm: the real end of the meeting, if it was before the planned one.

    In a room people may go on when the conference is over; there the planned end is proposed.
    """
    ended_at = None if session.is_in_a_room else live.ended_at(session.context_key)
    if ended_at is None or ended_at <= session.starts_at:
        return session.ends_at
    return min(ended_at.replace(microsecond=0), session.ends_at)


def end_of(session: RunSession) -> datetime:
    """Return the end of the window that counts now: as confirmed, before that as it would be proposed."""
    return session.confirmed_ends_at or proposed_end(session)


def rule_of(session: RunSession) -> AttendanceRule:
    """Return what counts as attended."""
    return AttendanceRule(min_percent=session.min_percent, min_minutes=session.min_minutes)


def concerned(session: RunSession) -> EnrolmentQuerySet:
    """
    Return whose list it is: everybody of the run but those who had left before it began, or came later and left.

    Who got a place only afterwards was not there, and may make up for it (ADR 0026).
    """
    still_here = ~Q(state=Enrolment.State.WITHDRAWN)
    was_here = Q(withdrawn_at__gt=session.starts_at, enrolled_at__lt=_is_behind_at(session))
    return Enrolment.objects.filter(still_here | was_here, run=session.run_id)


def came_later(session: RunSession, enrolment: Enrolment) -> bool:
    """Return whether somebody got their place only when the session was over."""
    return enrolment.enrolled_at >= _is_behind_at(session)


def _is_behind_at(session: RunSession) -> datetime:
    return max(session.confirmed_ends_at or session.ends_at, session.ends_at)


def catch_up_units(session: RunSession) -> list[RunUnit]:
    """
    Return the units that may make up for the session, in order, with `title`: voluntary ones learnt by oneself.

    One that makes up for another session is none of them: the same work never counts twice.
    """
    taken = RunSession.objects.filter(run=session.run_id, catch_up_item_id__isnull=False).exclude(pk=session.pk)
    units = RunUnit.objects.filter(run=session.run_id, is_required=False, kind__in=["text", "scorm"])
    free = units.exclude(item_id__in=taken.values("catch_up_item_id"))
    if session.item_id is not None:
        free = free.exclude(item_id=session.item_id)
    return list(free.annotate(title=KeyTextTransform("title", "unit_revision__content")).order_by("position"))
