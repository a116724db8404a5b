"""Recordings as learners see them: released, of a run they learn in, and not yet due to be deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.queries import provider_ids
from accounts.roles import Permission
from courses import queries as courses
from courses.models import Run, RunSession
from courses.queries import recordings as kept
from live_sessions.models import Recording, RecordingState
from live_sessions.recording_words import FOR_LEARNERS
from lms.models import Enrolment


@dataclass(frozen=True, slots=True)
class Way:
    """One way to play a recording."""

    kind: str
    label: StrOrPromise
    minutes: int | None
    size: int | None  # bytes on the server; watching it all costs about as much


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """A recording with the session it is of."""

    recording: Recording
    session: RunSession
    day: str
    time: str
    title: str
    ways: tuple[Way, ...]
    captions: tuple[str, ...]
    goes_on: date


def of_sessions(sessions: Iterable[RunSession], *, at: datetime) -> list[RecordingLine]:
    """Return what may be watched of these sessions (run, course and provider loaded), earliest first. Two queries."""
    by_key = {one.context_key: one for one in sessions if not kept.must_go(one.run, at)}
    if not by_key:
        return []
    released = Recording.objects.filter(meeting__context_key__in=by_key, state=RecordingState.RELEASED)
    found = kept.with_formats(released)
    lines = [_line(recording, by_key[recording.meeting.context_key]) for recording in found]
    lines.sort(key=lambda line: (line.session.starts_at, line.recording.started_at or line.recording.found_at))
    return [line for line in lines if line.ways]


def of_run(enrolment: Enrolment, *, at: datetime) -> list[RecordingLine]:
    """Return what may be watched of the learner's run. Three queries, however many sessions."""
    return of_sessions(_sessions(enrolment.run), at=at)


def of_item(enrolment: Enrolment, item_id: UUID, *, at: datetime) -> list[RecordingLine]:
    """Return what may be watched of the dates that taught this unit."""
    return of_sessions([one for one in _sessions(enrolment.run) if one.item_id == item_id], at=at)


def has_page(run: Run, *, at: datetime) -> bool:
    """Return whether the run (course and provider loaded) has anything to watch, or to answer about. One query."""
    released = Recording.objects.filter(state=RecordingState.RELEASED, meeting__context_key=OuterRef("context_key"))
    may_be = Q(state=RunSession.State.PLANNED) & ~Q(recording_policy=RunSession.RecordingPolicy.NEVER)
    wanted = may_be if kept.must_go(run, at) else may_be | Q(Exists(released))
    return RunSession.objects.filter(wanted, run=run).exists()


def _sessions(run: Run) -> Sequence[RunSession]:
    return list(RunSession.objects.filter(run=run).select_related("run__course__provider"))


def _line(recording: Recording, session: RunSession) -> RecordingLine:
    ways = [
        Way(one.kind, FOR_LEARNERS[one.kind], one.minutes, one.size_bytes)
        for one in recording.formats.all()
        if one.kind in FOR_LEARNERS
    ]
    order = list(FOR_LEARNERS)
    return RecordingLine(
        recording=recording,
        session=session,
        day=courses.session_day(session),
        time=courses.session_time(session),
        title=session.title_in(get_language() or "de"),
        ways=tuple(sorted(ways, key=lambda way: order.index(way.kind))),
        captions=tuple(track["label"] or track["language"] for track in recording.captions),
        goes_on=kept.deletion_day(session.run),
    )


def to_play(person: User, public_id: str, kind: str, *, at: datetime) -> tuple[Recording, RunSession] | None:
    """Return recording and session when this person may watch it in this way now; otherwise it does not exist."""
    found = (
        Recording.objects.filter(public_id=public_id, state=RecordingState.RELEASED, formats__kind=kind)
        .select_related("meeting__server", "provider")
        .first()
    )
    if found is None or kind not in FOR_LEARNERS:
        return None
    session = kept.sessions_by_key([found.meeting.context_key]).get(found.meeting.context_key)
    if session is None or kept.must_go(session.run, at) or not _is_of_run(person, session):
        return None
    return found, session


def _is_of_run(person: User, session: RunSession) -> bool:
    learns = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN).filter(run=session.run_id)
    return learns.exists() or session.run.course.provider_id in provider_ids(person, Permission.PLAN_RUNS)
