"""Reminders before a session: planned as jobs a little ahead, decided when they are due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.actions import session_letters
from courses.models import RunSession
from jobs.actions import enqueue
from jobs.models import Job

JOB_KIND = "courses.remind"
AHEAD = timedelta(hours=1)  # so long before they are due, reminders stand as jobs: no scheduler has to be in time


def plan_reminders(*, at: datetime) -> int:
    """
    Write jobs for all reminders due within the next hour, or due while nobody planned; return how many.

    A key says session, start and lead time, so any number of schedulers plan each reminder once, and a session that
    moved is reminded of anew. Whoever planned or moved a session after its reminder was due has just told everybody.
    """
    furthest = timedelta(hours=max(settings.SESSION_REMINDER_HOURS)) + AHEAD
    coming = RunSession.objects.standing().filter(starts_at__gt=at, starts_at__lte=at + furthest)
    wanted = {
        _key(session, hours): (session, hours)
        for session in coming.order_by("starts_at", "pk")
        for hours in settings.SESSION_REMINDER_HOURS
        if _is_wanted(session, hours, at)
    }
    known = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    missing = [key for key in wanted if key not in known]
    for key in missing:
        session, hours = wanted[key]
        payload = {"session": session.public_id, "starts_at": session.starts_at.isoformat(), "hours": hours}
        run_after = session.starts_at - timedelta(hours=hours)
        with transaction.atomic():
            enqueue(kind=JOB_KIND, key=key, payload=payload, at=at, run_after=max(run_after, at))
    return len(missing)


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Remind everybody of a session, as its job says."""
    remind(
        session_id=payload["session"],
        starts_at=datetime.fromisoformat(payload["starts_at"]),
        hours=payload["hours"],
        at=at,
    )


@transaction.atomic
def remind(*, session_id: str, starts_at: datetime, hours: int, at: datetime) -> bool:
    """
    Write to everybody who learns or teaches in the session; return whether there was anything to remind of.

    Nothing is written of a session that was called off or moved, nor when it is too late to be of use. The row stays
    locked meanwhile: whoever calls it off comes before, or finds the letters.
    """
    found = RunSession.objects.standing().select_for_update(of=("self",)).select_related("run__course__provider")
    session = found.filter(public_id=session_id, starts_at=starts_at).first()
    if session is None or at >= _useful_until(session, hours):
        return False
    session_letters.reminder(session, hours=hours, at=at)
    return True


def _key(session: RunSession, hours: int) -> str:
    return f"{JOB_KIND}:{session_letters.occasion(session, hours)}"


def _is_wanted(session: RunSession, hours: int, at: datetime) -> bool:
    due = session.starts_at - timedelta(hours=hours)
    if due > at:
        return due <= at + AHEAD
    return session.changed_at <= due and at < _useful_until(session, hours)


def _useful_until(session: RunSession, hours: int) -> datetime:
    """A reminder is of use until the next one is due, the last one until the session begins."""
    later = [other for other in settings.SESSION_REMINDER_HOURS if other < hours]
    return session.starts_at - timedelta(hours=max(later, default=0))
