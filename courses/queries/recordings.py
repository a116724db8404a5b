"""Recordings of a run's sessions: which session one belongs to, until when it may stay, what the back office lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from courses.models import Run, RunSession
from courses.queries.sessions import session_line
from courses.rules import BERLIN
from live_sessions import consents
from live_sessions.models import GOING, PLAYABLE, Recording, RecordingFormat, RecordingState, RecordingWatch

RUNS = UUID("6f0d1a53-6a0c-4c1e-9a43-5b7d8f1e2c90")  # the namespace of keys of runs; never changed


def series_key_of(run: Run) -> UUID:
    """Return the key under which the engine knows all sessions of the run together."""
    return uuid5(RUNS, run.public_id)


def deletion_day(run: Run) -> date:
    """Return the day on which recordings of the run are deleted (provider loaded)."""
    return run.ends_on + timedelta(days=run.course.provider.recording_days)


def must_go(run: Run, at: datetime) -> bool:
    """Return whether recordings of the run may no longer be seen, whether or not the server has deleted them yet."""
    is_off = run.cancelled_at is not None or run.archived_at is not None
    return is_off or at.astimezone(BERLIN).date() >= deletion_day(run)


def sessions_by_key(context_keys: Iterable[UUID]) -> dict[UUID, RunSession]:
    """Return the sessions that the engine knows by these keys, with run, course and provider."""
    found = RunSession.objects.filter(context_key__in=set(context_keys)).select_related("run__course__provider")
    return {session.context_key: session for session in found}


def with_formats(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    """Return the recordings with server, provider and their formats in a fixed order."""
    formats = Prefetch("formats", queryset=RecordingFormat.objects.order_by("kind"))
    return recordings.select_related("meeting__server", "provider").prefetch_related(formats)


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording in the back office with the session it belongs to; None: the session is not one of ours."""

    recording: Recording
    session: RunSession | None
    refusals: int  # how many people do not want to be recorded, by a No to this session or to the whole run

    @property
    def line(self) -> str:
        return session_line(self.session) if self.session else ""

    @property
    def goes_on(self) -> date | None:
        return deletion_day(self.session.run) if self.session and not self.recording.is_going else None

    @property
    def may_release(self) -> bool:
        return self.recording.state in {RecordingState.READY, RecordingState.HIDDEN}

    @property
    def may_hide(self) -> bool:
        return self.recording.state in {RecordingState.READY, RecordingState.RELEASED}

    @property
    def may_inspect(self) -> bool:
        """Whether the server must first play it again before somebody can look."""
        return self.recording.state == RecordingState.HIDDEN

    @property
    def may_watch(self) -> bool:
        """Whether staff can look: not what the server hides."""
        return self.recording.state in PLAYABLE and self.recording.state != RecordingState.HIDDEN

    @property
    def may_delete(self) -> bool:
        return not self.recording.is_going

    @property
    def is_stuck(self) -> bool:
        """Whether no server can be asked any more, so that a person must see to it."""
        return self.recording.state == RecordingState.DELETING and self.recording.meeting.server.retired_at is not None


def recording_rows(recordings: Sequence[Recording]) -> list[RecordingRow]:
    """Return the rows of these recordings. Two queries."""
    keys = {recording.meeting.context_key for recording in recordings}
    sessions: Mapping[UUID, RunSession] = sessions_by_key(keys)
    said_no = consents.refusals({key: series_key_of(sessions[key].run) if key in sessions else None for key in keys})
    return [
        RecordingRow(
            recording, sessions.get(recording.meeting.context_key), said_no.get(recording.meeting.context_key, 0)
        )
        for recording in recordings
    ]


WAITING = ~Q(state__in=GOING) & ~Q(attention="")
STUCK = Q(state=RecordingState.DELETING) & ~Q(deletion_error="")


def waiting_for_decision(user: User) -> QuerySet[Recording]:
    """Return what somebody withdrew their consent from, or was erased from, at the person's providers."""
    return Recording.objects.visible_to(user).filter(WAITING)


def not_deleted(user: User) -> QuerySet[Recording]:
    """Return what should be gone and is not: the server refuses, is away, or still has it."""
    return Recording.objects.visible_to(user).filter(STUCK)


def office_counts(providers: Iterable[int]) -> tuple[int, int]:
    """Return how many recordings of these providers wait for a decision, and how many would not go. One query."""
    counted = Recording.objects.filter(provider__in=set(providers)).aggregate(
        waiting=Count("pk", filter=WAITING), stuck=Count("pk", filter=STUCK)
    )
    return counted["waiting"], counted["stuck"]


@dataclass(frozen=True, slots=True)
class MissingRecording:
    """A session whose room could be recorded and whose recording never came."""

    watch: RecordingWatch
    line: str
    run: Run


def never_came(providers: Iterable[int]) -> list[MissingRecording]:
    """Return what never came and nobody has ticked off, at these providers, the newest first."""
    missing = Q(state=RecordingWatch.State.MISSING, is_seen=False, meeting__provider__in=set(providers))
    watches = list(RecordingWatch.objects.filter(missing).select_related("meeting").order_by("-since")[:50])
    sessions = sessions_by_key(watch.meeting.context_key for watch in watches)
    return [
        MissingRecording(watch, session_line(session), session.run)
        for watch in watches
        if (session := sessions.get(watch.meeting.context_key)) is not None
    ]
