"""What learners are asked before they may be recorded, and what they have said: for one session, for all of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from accounts.models import User
from courses import queries as courses
from courses.models import Run, RunSession
from courses.models.session import RunSessionQuerySet
from courses.queries.recordings import series_key_of
from live_sessions import consents
from live_sessions.consents import Standing
from live_sessions.models import ConsentText, Decision, RecordingConsent, Scope
from live_sessions.recording_words import pseudonym
from lms.models import Enrolment

NEVER = RunSession.RecordingPolicy.NEVER


class Answered:
    """What templates ask about a standing decision."""

    standing: Standing

    @property
    def must_be_asked(self) -> bool:
        return self.standing.must_be_asked

    @property
    def lets_record(self) -> bool:
        return self.standing.lets_record

    @property
    def is_refused(self) -> bool:
        """Whether the person has said No, to the text that counts."""
        return not self.must_be_asked and not self.lets_record

    @property
    def has_given(self) -> bool:
        """Whether there is a consent to take back, even to an older text."""
        return self.standing.decision == Decision.GIVEN

    @property
    def is_for_run(self) -> bool:
        """Whether the decision was about all sessions of the run."""
        return self.standing.scope == Scope.SERIES


@dataclass(frozen=True)
class ConsentQuestion(Answered):
    """What a learner is asked before a room that may be recorded, and what they have said."""

    text: ConsentText
    standing: Standing
    is_auto: bool  # it is recorded from the beginning, not only when somebody starts it
    offers_run: bool  # the run has other sessions of this kind, so one answer can do for all

    @property
    def name(self) -> str:
        """What the person is called in the room after a No; empty before they first came in."""
        return "" if self.standing.number is None else pseudonym(self.standing.number)


def standing_in(session: RunSession, person: User) -> Standing:
    """Return what the person said about this session (run loaded), for itself or with the whole run. Three queries."""
    key = series_key_of(session.run)
    return consents.standing_of(context_key=session.context_key, series_key=key, user=person)


def consent_question(session: RunSession, person: User) -> ConsentQuestion | None:
    """Return the question for somebody who learns; None when the session is not recorded. Six queries at most."""
    standing = standing_in(session, person)
    was_given_here = standing.decision == Decision.GIVEN and standing.scope == Scope.ROOM
    if not session.may_be_recorded and not was_given_here:
        return None
    text = consents.standing_text(get_language() or "de")
    if text is None:
        return None
    is_auto = session.recording_policy == RunSession.RecordingPolicy.AUTO
    others = _recorded(session.run).exclude(pk=session.pk)
    return ConsentQuestion(text, standing, is_auto, offers_run=standing.scope == Scope.SERIES or others.exists())


def refusal_count(session: RunSession) -> int:
    """Return how many people do not want to be recorded in this session (run loaded); no names. One query."""
    key = session.context_key
    return consents.refusals({key: series_key_of(session.run)}).get(key, 0)


def _recorded(run: Run) -> RunSessionQuerySet:
    return RunSession.objects.standing().filter(run=run).exclude(recording_policy=NEVER)


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """A session for which somebody said something else than for the whole run."""

    session: RunSession
    line: str
    lets_record: bool


@dataclass(frozen=True)
class RunQuestion(Answered):
    """What a learner says about being recorded in all sessions of a run, in one place."""

    text: ConsentText
    standing: Standing  # of the answer for the whole run
    others: tuple[OtherAnswer, ...]  # in order of time

    @property
    def has_given_anything(self) -> bool:
        """Whether there is any consent in the run to take back."""
        return self.has_given or any(one.lets_record for one in self.others)


def run_question(run: Run, person: User) -> RunQuestion | None:
    """Return what the person is asked about the run; None where nothing is recorded or was said. Four queries."""
    return _run_questions([run], person).get(run.pk)


def _run_questions(runs: Iterable[Run], person: User) -> dict[int, RunQuestion]:
    keys = {run.pk: series_key_of(run) for run in runs}
    sessions: dict[int, list[RunSession]] = {pk: [] for pk in keys}
    for session in RunSession.objects.filter(run__in=keys).order_by("starts_at", "pk"):
        sessions[session.run_id].append(session)
    rooms = [session.context_key for held in sessions.values() for session in held]
    newest = consents.newest_by_key(person, [*keys.values(), *rooms])
    text = consents.standing_text(get_language() or "de")
    if text is None:
        return {}
    found = {pk: _run_question(sessions[pk], key, newest, text) for pk, key in keys.items()}
    return {pk: question for pk, question in found.items() if question is not None}


def _run_question(
    sessions: Sequence[RunSession], key: UUID, newest: Mapping[UUID, RecordingConsent], text: ConsentText
) -> RunQuestion | None:
    for_all = newest.get(key)
    said = {one: consents.counting(newest, room=one.context_key, series_key=key) for one in sessions}
    is_recorded = any(one.may_be_recorded and not one.is_cancelled for one in sessions)
    if not is_recorded and not any(said.values()) and for_all is None:
        return None
    others = [
        OtherAnswer(one, courses.session_line(one), row.decision == Decision.GIVEN)
        for one, row in said.items()
        if row is not None and _differs(row, for_all)
    ]
    return RunQuestion(text, consents.standing(for_all, version=text.version), tuple(others))


def _differs(row: RecordingConsent, for_all: RecordingConsent | None) -> bool:
    return row.scope == Scope.ROOM and (
        for_all is None or (row.decision == Decision.GIVEN) != (for_all.decision == Decision.GIVEN)
    )


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """A run about which somebody has said something, or may."""

    enrolment: Enrolment
    question: RunQuestion


def answers_of(enrolments: Sequence[Enrolment], person: User) -> list[RunAnswer]:
    """
    Return every run in which the person, whose enrolments these are (run loaded), is or was asked. Four queries.

    A run that was left counts while a consent stands in it: it can be taken back at any time.
    """
    asked = _run_questions([enrolment.run for enrolment in enrolments], person)
    return [
        RunAnswer(enrolment, question)
        for enrolment in enrolments
        if (question := asked.get(enrolment.run_id)) is not None
        and (question.has_given_anything or not is_left(enrolment))
    ]


def has_said_anything(person: User) -> bool:
    """Return whether the person ever answered whether they may be recorded. One query."""
    return RecordingConsent.objects.filter(user=person).exists()


def is_left(enrolment: Enrolment) -> bool:
    """Return whether the learner is no longer in the run: then there is nothing to agree to."""
    return enrolment.state == Enrolment.State.WITHDRAWN
