"""Recordings as learners see them: released, of a run they learn in, and not yet due to be deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.queries import provider_ids
from accounts.roles import Permission
from courses import queries as courses
from courses.models import Run, RunSession
from courses.queries import recordings as kept
from live_sessions import consents
from live_sessions.consents import Standing
from live_sessions.models import ConsentText, Decision, Recording, RecordingState
from live_sessions.recording_words import FOR_LEARNERS, pseudonym
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


def has_any(run: Run, *, at: datetime) -> bool:
    """Return whether anything of the run (course and provider loaded) may be watched. One query."""
    keys = RunSession.objects.filter(run=run).values("context_key")
    released = Recording.objects.filter(state=RecordingState.RELEASED, meeting__context_key__in=keys)
    return not kept.must_go(run, at) and released.exists()


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


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """What a learner is asked before a room that may be recorded, and what they have said."""

    text: ConsentText
    standing: Standing
    is_auto: bool  # it is recorded from the beginning, not only when somebody starts it

    @property
    def must_be_asked(self) -> bool:
        return self.standing.must_be_asked

    @property
    def lets_record(self) -> bool:
        return self.standing.lets_record

    @property
    def has_given(self) -> bool:
        """Whether there is a consent to take back, even to an older text."""
        return self.standing.decision == Decision.GIVEN

    @property
    def name(self) -> str:
        """What the person is called in the room after a No; empty before."""
        return room_name_of(self.standing)


def room_name_of(standing: Standing) -> str:
    """Return the pseudonym; empty without one."""
    return "" if standing.number is None else pseudonym(standing.number)


def consent_question(session: RunSession, person: User) -> ConsentQuestion | None:
    """Return the question for somebody who learns; None when the session is not recorded. Four queries at most."""
    standing = consents.standing_of(context_key=session.context_key, user=person)
    if not session.may_be_recorded and standing.decision != Decision.GIVEN:
        return None
    text = consents.standing_text(get_language() or "de")
    if text is None:
        return None
    return ConsentQuestion(text, standing, session.recording_policy == RunSession.RecordingPolicy.AUTO)
