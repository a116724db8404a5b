"""The list of those who were there: counted again whenever something arrives, confirmed by whoever teaches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from courses.models import RunSession
from courses.models.session import LONGEST
from live_sessions.presence import Presence
from lms import attendance as rules
from lms import signals
from lms.actions import absences, completing
from lms.models import SessionAttendance
from lms.queries import measuring
from privacy import audit

NOT_THERE = Presence(seconds=0, spans=(), is_exact=True)


class SessionIsCancelled(Exception):
    """Nobody attends a session that was called off."""


class SessionHasNotEnded(Exception):
    """The session has not begun, or the end that was given is still to come."""


class EndIsImpossible(Exception):
    """The end lies before the start, or longer after it than a session lasts."""


class AlreadyConfirmed(Exception):
    """Somebody confirmed the list before."""

    def __init__(self, session: RunSession) -> None:
        self.session = session
        super().__init__(f"session {session.public_id} was confirmed before")


class NotConfirmed(Exception):
    """The list was not confirmed yet, so there is nothing to change about its end."""


def locked_session(session: RunSession) -> RunSession:
    """
    Return the session under its lock, which everything about its list takes first.

    Rows that refer to it may still be written by others: a learner's unit that makes up for it must not wait.
    """
    rows = RunSession.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("run__course__provider").get(pk=session.pk)


@transaction.atomic
def recompute(*, session: RunSession, at: datetime) -> list[SessionAttendance]:
    """
    Count everybody's presence anew from what is known; doing it twice changes nothing.

    Until the session is confirmed, the new figures hold. Afterwards they are kept beside what holds, and a person
    decides. Nothing is counted any more once the raw intervals have been removed: they would seem to say nobody came.
    """
    locked = locked_session(session)
    is_forgotten = locked.ends_at + timedelta(days=settings.ATTENDANCE_INTERVAL_DAYS) <= at
    if locked.is_cancelled or at < locked.starts_at or is_forgotten:
        return []
    return count(locked, at=at)


def run_job(*, payload: dict[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Count the session of a context key anew, as a job: the engine below rings when its facts have changed."""
    session = RunSession.objects.filter(context_key=payload["context_key"]).first()
    if session is not None:
        recompute(session=session, at=at)


@transaction.atomic
def confirm(*, session: RunSession, ends_at: datetime, by: User, at: datetime) -> RunSession:
    """
    Make the list final: presence is counted until `ends_at`, hours and units follow in the same transaction.

    Raises SessionIsCancelled, SessionHasNotEnded, EndIsImpossible; of two at once the second meets AlreadyConfirmed.
    """
    locked = locked_session(session)
    if locked.is_cancelled:
        raise SessionIsCancelled
    if locked.is_confirmed:
        raise AlreadyConfirmed(locked)
    _check_end(locked, ends_at, at)
    locked.confirmed_ends_at, locked.confirmed_at, locked.confirmed_by = ends_at, at, by
    locked.save(update_fields=["confirmed_ends_at", "confirmed_at", "confirmed_by"])
    rows = count(locked, at=at, holds=True)
    details = {"ends_at": ends_at.isoformat(), **_counts(rows)}
    _record("lms.session_confirmed", locked, by, at, details)
    completing.settle(session=locked, rows=rows, by=by, at=at)
    transaction.on_commit(
        partial(signals.session_closed.send_robust, sender=RunSession, session_id=locked.pk), robust=True
    )
    return locked


@transaction.atomic
def change_end(*, session: RunSession, ends_at: datetime, reason: str, by: User, at: datetime) -> RunSession:
    """
    Correct the end of a confirmed session; presence and hours of everybody follow, as whoever changes it wants.

    A certificate that was issued stays as it is; the list says whose. Raises NotConfirmed, SessionHasNotEnded,
    EndIsImpossible.
    """
    locked = locked_session(session)
    if not locked.is_confirmed:
        raise NotConfirmed
    _check_end(locked, ends_at, at)
    before = locked.confirmed_ends_at
    if before == ends_at:
        return locked
    locked.confirmed_ends_at = ends_at
    locked.save(update_fields=["confirmed_ends_at"])
    rows = count(locked, at=at, holds=True)
    details = {"before": before.isoformat() if before else "", "ends_at": ends_at.isoformat(), "reason": reason}
    _record("lms.session_end_changed", locked, by, at, details)
    completing.settle(session=locked, rows=rows, by=by, at=at)
    return locked


def _check_end(session: RunSession, ends_at: datetime, at: datetime) -> None:
    if not session.starts_at < ends_at <= session.starts_at + LONGEST:
        raise EndIsImpossible
    if ends_at > at:
        raise SessionHasNotEnded


def _counts(rows: Collection[SessionAttendance]) -> dict[str, int]:
    return {status.value: sum(row.status == status for row in rows) for status in SessionAttendance.Status}


def _record(action: str, session: RunSession, by: User, at: datetime, details: Mapping[str, Any]) -> None:
    told = {"run": str(session.run.public_id), **details}
    audit.record(action, subject=session, by=by, at=at, provider=session.run.course.provider, details=told)


def count(session: RunSession, *, at: datetime, holds: bool | None = None) -> list[SessionAttendance]:
    """
    Write what is found now for a locked session; return all its rows, locked too.

    `holds`: whether it counts at once; if not said, it does until the session is confirmed.
    """
    holds = not session.is_confirmed if holds is None else holds
    ends_at = measuring.end_of(session)
    found = measuring.measured(session, until=min(ends_at, at))
    rows = rows_of(session)
    new, changed = [], []
    for enrolment in measuring.concerned(session).select_related("learner").order_by("pk"):
        row = rows.get(enrolment.pk)
        if row is None:
            row = rows[enrolment.pk] = absences.first_row(session, enrolment, at=at)
            new.append(row)
        elif enrolment.learner.erased_at is not None:
            continue  # nothing is left to count from
        else:
            changed.append(row)
        _find(row, found.by_user.get(enrolment.learner_id, NOT_THERE), at)
        if holds:
            _hold(row, session, ends_at)
    SessionAttendance.objects.bulk_create(new)
    SessionAttendance.objects.bulk_update(changed, WRITTEN)
    return list(rows.values())


WRITTEN = (
    "status", "present_seconds", "scheduled_seconds", "measured_seconds", "is_exact", "spans", "rule",
    "corrected_seconds", "is_excused", "found_seconds", "found_is_exact", "found_spans", "kept_at", "computed_at",
)  # fmt: skip


def rows_of(session: RunSession) -> dict[int, SessionAttendance]:
    """Return the rows of the session under lock, by the key of the enrolment."""
    rows = SessionAttendance.objects.filter(session=session).select_for_update(of=("self",), no_key=True)
    people = rows.select_related("enrolment__learner", "enrolment__run__course__provider")
    return {row.enrolment_id: row for row in people.order_by("enrolment_id")}


def _find(row: SessionAttendance, presence: Presence, at: datetime) -> None:
    spans = rules.spans_to_json(presence.spans)
    if row.found_seconds != presence.seconds:
        row.kept_at = None  # what somebody decided was about another figure
    row.found_seconds, row.found_spans, row.found_is_exact = presence.seconds, spans, presence.is_exact
    row.computed_at = at


def _hold(row: SessionAttendance, session: RunSession, ends_at: datetime) -> None:
    """Let what was found hold, within the window that ends then."""
    row.scheduled_seconds = rules.seconds_between(session.starts_at, ends_at)
    row.rule = rules.rule_to_json(measuring.rule_of(session))
    row.measured_seconds, row.spans, row.is_exact = row.found_seconds, row.found_spans, row.found_is_exact
    row.kept_at = None
    judge(row)


def judge(row: SessionAttendance) -> None:
    """Set what counts and what it means from what was measured, what was corrected and the rule of the row."""
    if row.corrected_seconds is not None:
        row.corrected_seconds = min(row.corrected_seconds, row.scheduled_seconds)
    row.present_seconds = row.measured_seconds if row.corrected_seconds is None else row.corrected_seconds
    row.status = rules.status_of(
        present=row.present_seconds,
        scheduled=row.scheduled_seconds,
        rule=rules.rule_from_json(row.rule),
        is_excused=row.is_excused,
    )
