"""
Who was not there: the first row of everybody on a list, and of those who got a place only when it was confirmed.

Without it nobody could make up for what they missed: what does so is credited beside the row (ADR 0026).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from courses.models import RunSession
from lms import attendance as rules
from lms.models import Enrolment, SessionAttendance
from lms.queries import measuring


def first_row(session: RunSession, enrolment: Enrolment, *, at: datetime) -> SessionAttendance:
    """Return the row of somebody nothing is known about yet, not written (run and course loaded)."""
    enrolment.run = session.run
    return SessionAttendance(
        session=session,
        enrolment=enrolment,
        status=SessionAttendance.Status.ABSENT,
        present_seconds=0,
        scheduled_seconds=rules.seconds_between(session.starts_at, measuring.end_of(session)),
        measured_seconds=0,
        is_exact=True,
        rule=rules.rule_to_json(measuring.rule_of(session)),
        found_seconds=0,
        found_is_exact=True,
        computed_at=at,
    )


def add(session: RunSession, enrolments: Iterable[Enrolment], *, at: datetime) -> None:
    """Write that these people were not at a confirmed session (run and course loaded); who has a row keeps it."""
    rows = [first_row(session, one, at=at) for one in enrolments] if session.is_confirmed else []
    SessionAttendance.objects.bulk_create(rows, ignore_conflicts=True)


def add_missing(session: RunSession, *, at: datetime) -> None:
    """Write the absence of everybody who has no row on this confirmed list, or do nothing."""
    known = SessionAttendance.objects.filter(session=session).values("enrolment")
    people = measuring.concerned(session).filter(learner__erased_at=None).exclude(pk__in=known)
    add(session, people, at=at)


def add_earlier(enrolment: Enrolment, *, at: datetime) -> None:
    """
    Write the absence of somebody who has just got a place from the sessions confirmed before (run loaded).

    A list that is confirmed in this very moment may miss them; then the hourly look at all lists finds out.
    """
    behind = RunSession.objects.filter(run=enrolment.run_id, confirmed_at__isnull=False)
    for session in behind.select_related("run__course__provider").order_by("pk"):
        add(session, [enrolment], at=at)
