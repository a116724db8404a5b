"""A run's anonymous surveys: begun in time, answered once, and the unit is done whatever somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Run, Unit
from lms.actions import completing, progress
from lms.models import Enrolment, UnitResult
from lms.queries import surveys as queries
from lms.queries.surveys import LATER_DAYS, SurveyUnit
from surveys.actions import answering, rounds
from surveys.models import Questionnaire, Survey
from surveys.queries.questions import questions_of


@transaction.atomic
def ticket(*, enrolment: Enrolment, item_id: UUID, at: datetime) -> str:
    """
    Return a ticket for the page of answers to somebody who learns in the run (`run` loaded).

    Raises LookupError if the unit asks nothing, RoundIsNotOpen, AlreadyAnswered and NothingToAsk.
    """
    found = next((one for one in queries.survey_units(enrolment.run) if one.run_unit.item_id == item_id), None)
    if found is None:
        raise LookupError(item_id)
    result = UnitResult.objects.filter(enrolment=enrolment, item_id=item_id).first()
    if result is not None and result.state == UnitResult.State.COMPLETED:
        raise answering.AlreadyAnswered  # in a round whose tokens are gone as well
    return answering.ticket(survey=_in_step(enrolment.run, found, at), user=enrolment.learner, at=at)


@transaction.atomic
def hand_in(
    *, ticket: str, answers: Mapping[str, int], texts: Mapping[str, str], code: str, at: datetime
) -> Enrolment | None:
    """
    Keep the answers and mark the unit as done, in one transaction; return where the person learns, None if nowhere.

    Raises what `answering.hand_in` raises.
    """
    survey, user = answering.hand_in(ticket=ticket, answers=answers, texts=texts, code=code, at=at)
    return _done(survey, user, at)


@transaction.atomic
def stay_away(*, ticket: str, at: datetime) -> Enrolment | None:
    """Mark the unit as done for somebody who does not want to answer. Raises what `answering.stay_away` raises."""
    survey, user = answering.stay_away(ticket=ticket, at=at)
    return _done(survey, user, at)


def _done(survey: Survey, user: User, at: datetime) -> Enrolment | None:
    mine = Enrolment.objects.learnt_by(user).exclude(state=Enrolment.State.WITHDRAWN).select_related("run")
    enrolment = next((one for one in mine if queries.context_of(one.run) == survey.context_key), None)
    if enrolment is None:
        return None
    asked = [one.run_unit for one in queries.survey_units(enrolment.run) if one.round == survey.round]
    for run_unit in asked:
        progress.touch(enrolment=enrolment, run_unit=run_unit, at=at)
    results = (
        UnitResult.objects.select_for_update(of=("self",))
        .select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider")
        .filter(enrolment=enrolment, item_id__in=[run_unit.item_id for run_unit in asked])
        .order_by("pk")
    )
    for result in results:
        completing.complete_unit(result, at=at, by=user)
    return enrolment


def keep_in_step(*, at: datetime) -> None:
    """
    Begin the rounds that are open from today on, and let those that have begun follow dates that moved.

    What nobody began to answer has no row before its first day, so a change of the questions reaches it until then.
    """
    today = timezone.localdate(at)
    runs = Run.objects.filter(
        run_units__kind=Unit.Kind.SURVEY,
        cancelled_at__isnull=True,
        archived_at__isnull=True,
        starts_on__lte=today,
        ends_on__gte=today - timedelta(days=LATER_DAYS[1]),
    )
    for run in runs.distinct().order_by("pk").select_related("course__provider"):
        for found in queries.survey_units(run):
            opens_on, closes_on = queries.window(run, found)
            if opens_on <= today <= closes_on:
                _in_step(run, found, at)


@transaction.atomic
def _in_step(run: Run, found: SurveyUnit, at: datetime) -> Survey:
    opens_on, closes_on = queries.window(run, found)
    questionnaire = Questionnaire.objects.get(pk=found.questionnaire_id)
    survey = rounds.open_round(
        provider=run.course.provider,
        context_key=queries.context_of(run),
        round_=found.round,
        title=run.course.title,
        questions=questions_of(questionnaire, found.round),
        opens_on=opens_on,
        closes_on=closes_on,
        by=None,
        at=at,
    )
    rounds.move(survey=survey, opens_on=opens_on, closes_on=closes_on, by=None, at=at)
    return survey
