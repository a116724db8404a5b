"""When a run asks which round, and how a learner stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from courses.models import Run, RunSession, RunUnit, Unit
from surveys.models import Round, Survey, SurveyToken

# Under this name a run is known to surveys, which know no runs.
_RUNS = UUID("6f3b1c52-8f0e-4a57-9d0c-0f6b7c2f4e11")
END_DAYS = 14  # after the last session, people still know what it was like
LATER_DAYS = (56, 84)  # 8 to 12 weeks after the training, when habits show (DOMAIN 5b)


class AnswerStage(StrEnum):
    """How a learner stands with a round."""

    NOT_YET = "not_yet"
    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class SurveyUnit:
    """A run unit that asks."""

    run_unit: RunUnit
    questionnaire_id: int
    round: Round


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page of the unit says."""

    stage: AnswerStage
    opens_on: date
    closes_on: date


def context_of(run: Run) -> UUID:
    """Return the key under which surveys know the run."""
    return uuid5(_RUNS, run.public_id)


def survey_units(run: Run) -> list[SurveyUnit]:
    """Return what the pinned curriculum of the run asks, in its order."""
    rows = (
        RunUnit.objects.filter(run=run, kind=Unit.Kind.SURVEY)
        .annotate(
            questionnaire=KeyTransform("questionnaire", "unit_revision__content"),
            round=KeyTransform("survey_round", "unit_revision__content"),
        )
        .order_by("position")
    )
    return [SurveyUnit(row, row.questionnaire, Round(row.round)) for row in rows]


def window(run: Run, found: SurveyUnit) -> tuple[date, date]:
    """
    Return the first and the last day on which the run asks this.

    It follows from the dates around the unit's place: before the training until the first session after it, at the end
    two weeks from the last session before it, later 8 to 12 weeks from the last session before the round at the end.
    """
    sessions = _days(run)
    positions = dict(RunUnit.objects.filter(run=run).values_list("item_id", "position"))
    if found.round == Round.BEFORE:
        after = [day for item, day in sessions if positions.get(item, -1) > found.run_unit.position]
        return run.starts_on, max(run.starts_on, min(after, default=run.starts_on))
    anchor = found.run_unit.position
    if found.round == Round.LATER:
        ends = [one.run_unit.position for one in survey_units(run) if one.round == Round.END]
        anchor = min(ends, default=anchor)
    before = [day for item, day in sessions if 0 <= positions.get(item, -1) < anchor]
    last = max(before, default=run.ends_on)
    if found.round == Round.END:
        return last, last + timedelta(days=END_DAYS)
    return last + timedelta(days=LATER_DAYS[0]), last + timedelta(days=LATER_DAYS[1])


def _days(run: Run) -> list[tuple[UUID, date]]:
    planned = RunSession.objects.filter(run=run, state=RunSession.State.PLANNED, item_id__isnull=False)
    return [
        (item, timezone.localdate(starts_at))
        for item, starts_at in planned.values_list("item_id", "starts_at")
        if item is not None
    ]


def asking(*, run: Run, item_id: UUID, user_id: int, is_done: bool, at: datetime) -> Asking:
    """Return how the learner stands with the round of this unit. LookupError if the unit asks nothing."""
    found = next((one for one in survey_units(run) if one.run_unit.item_id == item_id), None)
    if found is None:
        raise LookupError(item_id)
    opens_on, closes_on = window(run, found)
    survey = Survey.objects.filter(context_key=context_of(run), round=found.round).first()
    today = timezone.localdate(at)
    is_spent = survey and SurveyToken.objects.filter(survey=survey, user=user_id, is_spent=True).exists()
    if is_done or is_spent:
        return Asking(AnswerStage.ANSWERED, opens_on, closes_on)
    if today > closes_on or (survey and survey.closed_on is not None):
        return Asking(AnswerStage.OVER, opens_on, closes_on)
    return Asking(AnswerStage.OPEN if today >= opens_on else AnswerStage.NOT_YET, opens_on, closes_on)
