"""Beginning a round of questions, and counting it when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import SystemRandom
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Provider, User
from privacy import audit
from privacy.small_numbers import blur
from surveys import rules
from surveys.models import AnswerSheet, FreeText, ItemChange, ItemResult, QuestionKind, Round, Survey
from surveys.models.survey import AskedQuestion

Row = TypeVar("Row", AnswerSheet, FreeText)


class NothingToAsk(Exception):
    """The questionnaire has no question for this round."""


@transaction.atomic
def open_round(
    *,
    provider: Provider,
    context_key: UUID,
    round_: Round,
    title: str,
    questions: Sequence[AskedQuestion],
    opens_on: date,
    closes_on: date,
    by: User | None,
    at: datetime,
) -> Survey:
    """
    Begin a round, whose questions stay as they are now; the same context and round give the same survey.

    Raises NothingToAsk.
    """
    if not questions:
        raise NothingToAsk
    survey, is_new = Survey.objects.get_or_create(
        context_key=context_key,
        round=round_,
        defaults={
            "provider": provider,
            "title": title,
            "questions": [question.to_json() for question in questions],
            "opens_on": opens_on,
            "closes_on": closes_on,
        },
    )
    if is_new:
        audit.record("surveys.opened", subject=survey, by=by, at=at, provider=provider, details={"round": round_.value})
    return survey


@transaction.atomic
def move(*, survey: Survey, opens_on: date, closes_on: date, by: User | None, at: datetime) -> None:
    """Ask on other days, because the training has moved; nothing happens to a round that is closed."""
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if locked.closed_on is not None or (locked.opens_on, locked.closes_on) == (opens_on, closes_on):
        return
    locked.opens_on, locked.closes_on = opens_on, closes_on
    locked.save(update_fields=["opens_on", "closes_on"])
    audit.record("surveys.moved", subject=locked, by=by, at=at, provider=locked.provider)


@transaction.atomic
def close(*, survey: Survey, by: User | None, at: datetime) -> None:
    """
    Count a round and let nobody answer any more. Does nothing if it is closed. What is added up is blurred by lot now,
    once: asking again and again brings no other figures whose mean would be the true one.

    Tokens go, so that nobody knows who answered. Sheets and texts are written anew in an order drawn by lot. What fewer
    than five people answered is not counted, and what was written there goes unread.
    """
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if locked.closed_on is not None:
        return
    sheets = list(locked.sheets.all())
    is_a_group = len(sheets) >= settings.SMALLEST_GROUP
    _count(locked, sheets)
    locked.tokens.all().delete()
    _shuffle(locked, sheets, AnswerSheet)
    if is_a_group:
        _shuffle(locked, list(locked.texts.all()), FreeText)
    else:
        locked.texts.all().delete()
    locked.closed_on = timezone.localdate(at)
    locked.answers_count = len(sheets) if is_a_group else None
    locked.save(update_fields=["closed_on", "answers_count"])
    if locked.round == Round.LATER:  # nothing comes that they could be joined with
        AnswerSheet.objects.filter(survey__context_key=locked.context_key, survey__closed_on__isnull=False).delete()
    audit.record("surveys.closed", subject=locked, by=by, at=at, provider=locked.provider)


def _count(survey: Survey, sheets: Sequence[AnswerSheet]) -> None:
    keys = [question.key for question in survey.asked if question.kind == QuestionKind.AGREEMENT]
    smallest = settings.SMALLEST_GROUP
    now = [sheet.answers for sheet in sheets]
    sums = rules.added_up(now, keys, smallest=smallest, blur=_by_lot)
    ItemResult.objects.bulk_create(
        ItemResult(survey=survey, question_key=key, count=count, total=total) for key, (count, total) in sums.items()
    )
    if survey.round == Round.BEFORE:
        return
    before = list(
        AnswerSheet.objects.filter(
            survey__context_key=survey.context_key, survey__round=Round.BEFORE, survey__closed_on__isnull=False
        ).order_by("key")
    )
    told = ItemResult.objects.filter(survey__context_key=survey.context_key, survey__round=Round.BEFORE)
    sums_before = {key: (count, total) for key, count, total in told.values_list("question_key", "count", "total")}
    found = rules.changes(
        rules.pairs(
            [(sheet.link, sheet.answers) for sheet in before], [(sheet.link, sheet.answers) for sheet in sheets]
        ),
        first=[sheet.answers for sheet in before],
        later=now,
        keys=keys,
        stored=(sums_before, sums),
        smallest=smallest,
        blur=_by_lot,
    )
    ItemChange.objects.bulk_create(
        ItemChange(survey=survey, question_key=key, count=count, total=total) for key, (count, total) in found.items()
    )


def _by_lot() -> int:
    return blur(share=settings.SURVEY_BLUR, draw=SystemRandom().random)


def _shuffle(survey: Survey, rows: list[Row], model: type[Row]) -> None:
    """Write rows anew with new keys in an order drawn by lot, all in one transaction."""
    model._default_manager.filter(survey=survey).delete()
    SystemRandom().shuffle(rows)
    for row in rows:
        row.key = uuid4()
    model._default_manager.bulk_create(rows)


def close_due(*, at: datetime) -> int:
    """Count every round whose last day is over; return how many. Each in a transaction of its own."""
    due = Survey.objects.filter(closed_on__isnull=True, closes_on__lt=timezone.localdate(at)).order_by(
        "closes_on", "pk"
    )
    found = list(due)
    for survey in found:
        close(survey=survey, by=None, at=at)
    return len(found)
