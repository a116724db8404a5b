"""Recordings go with what they belong to: with a session or run that is called off or put away, and when time is up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import User
from accounts.models.organisation import MOST_RECORDING_DAYS
from courses.models import Run, RunSession
from courses.queries.recordings import deletion_day, sessions_by_key
from courses.rules import BERLIN
from live_sessions.actions import recordings
from live_sessions.models import DeletionReason, Recording, RecordingWatch


def delete_of_sessions(sessions: Iterable[RunSession], *, why: DeletionReason, by: User | None, at: datetime) -> None:
    """Have everything deleted that was recorded in these sessions."""
    keys = [session.context_key for session in sessions]
    recordings.delete_of(context_keys=keys, why=why, by=by, at=at)


def delete_of_run(run: Run, *, why: DeletionReason, by: User, at: datetime) -> None:
    """Have everything deleted that was recorded in the run."""
    delete_of_sessions(RunSession.objects.filter(run=run), why=why, by=by, at=at)


def delete_expired(*, at: datetime) -> int:
    """
    Have deleted what may stay no longer; return how many recordings. Runs once a day (settings.RETENTION).

    Also catches what was recorded although its session or run was called off or put away meanwhile.
    """
    standing = list(Recording.objects.standing().select_related("meeting").order_by("pk"))
    sessions = sessions_by_key(recording.meeting.context_key for recording in standing)
    count = 0
    for recording in standing:
        why = _why(recording, sessions.get(recording.meeting.context_key), at)
        if why is not None:
            recordings.delete(recording=recording, why=why, by=None, at=at)
            count += 1
    return count


def _why(recording: Recording, session: RunSession | None, at: datetime) -> DeletionReason | None:
    if session is None:
        is_old = recording.found_at <= at - timedelta(days=MOST_RECORDING_DAYS)
        return DeletionReason.EXPIRED if is_old else None
    if session.is_cancelled or session.run.cancelled_at is not None:
        return DeletionReason.CALLED_OFF
    if session.run.archived_at is not None:
        return DeletionReason.ARCHIVED
    return DeletionReason.EXPIRED if at.astimezone(BERLIN).date() >= deletion_day(session.run) else None


def tick_off(*, watch: RecordingWatch) -> None:
    """Take a recording that never came off the list; it concerns nobody's rights, so no trail."""
    RecordingWatch.objects.filter(pk=watch.pk).update(is_seen=True)
