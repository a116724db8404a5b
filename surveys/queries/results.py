"""What closed surveys tell, added up over contexts. Nothing here reads a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from privacy.small_numbers import Mean, mean
from surveys.models import ItemChange, ItemResult, Part, QuestionKind, Round, Survey
from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.models.survey import AskedQuestion


@dataclass(frozen=True, slots=True)
class ItemReport:
    """How one question was answered in each round, and how far the same people moved."""

    key: str
    part: Part
    text: str
    language: str  # of the text
    before: Mean | None = None
    end: Mean | None = None
    later: Mean | None = None
    change_at_end: Mean | None = None  # since the first round
    change_later: Mean | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The results over some contexts; groups below the smallest are in none of its figures."""

    answers: dict[Round, int] = field(default_factory=dict)  # people, of rounds with enough of them
    withheld: int = 0  # surveys that are closed and had too few answers
    open: int = 0  # surveys that are not closed yet
    items: tuple[ItemReport, ...] = ()


def report(context_keys: Collection[UUID], *, language: str) -> Report:
    """Return what the closed rounds of these contexts tell together, in three statements."""
    surveys = list(Survey.objects.filter(context_key__in=context_keys).order_by("opens_on", "pk"))
    closed = [survey for survey in surveys if survey.closed_on is not None]
    answers: dict[Round, int] = {}
    for survey in closed:
        if survey.answers_count is not None:
            answers[Round(survey.round)] = answers.get(Round(survey.round), 0) + survey.answers_count
    return Report(
        answers=answers,
        withheld=sum(survey.answers_count is None for survey in closed),
        open=len(surveys) - len(closed),
        items=tuple(_items(closed, language)),
    )


def _items(closed: Sequence[Survey], language: str) -> list[ItemReport]:
    keys = [survey.pk for survey in closed]
    results = _sums(ItemResult, keys)
    changed = _sums(ItemChange, keys)
    found = []
    for question in _questions(closed):
        if question.kind != QuestionKind.AGREEMENT:
            continue
        text, spoken = question.words(language)
        rounds = {round_: _level(results.get((question.key, round_))) for round_ in Round}
        moves = {round_: _move(changed.get((question.key, round_))) for round_ in Round}
        if any(rounds.values()):
            found.append(
                ItemReport(
                    key=question.key,
                    part=question.part,
                    text=text,
                    language=spoken,
                    before=rounds[Round.BEFORE],
                    end=rounds[Round.END],
                    later=rounds[Round.LATER],
                    change_at_end=moves[Round.END],
                    change_later=moves[Round.LATER],
                )
            )
    return found


def _questions(closed: Sequence[Survey]) -> list[AskedQuestion]:
    """Return each question once, in the words of the newest round that asked it, in the order of the first one."""
    found: dict[str, AskedQuestion] = {}
    for survey in closed:
        for question in survey.asked:
            found[question.key] = question
    parts = list(Part)
    return sorted(found.values(), key=lambda question: parts.index(question.part))


def _sums(model: type[ItemResult] | type[ItemChange], keys: Collection[int]) -> dict[tuple[str, str], tuple[int, int]]:
    rows = (
        model._default_manager.filter(survey_id__in=keys)
        .values_list("question_key", "survey__round")
        .annotate(people=Sum("count"), sum=Sum("total"))
        .order_by()
    )
    return {(key, round_): (people, total) for key, round_, people, total in rows}


def _level(found: tuple[int, int] | None) -> Mean | None:
    return _mean(found, LOWEST, HIGHEST)


def _move(found: tuple[int, int] | None) -> Mean | None:
    return _mean(found, LOWEST - HIGHEST, HIGHEST - LOWEST)


def _mean(found: tuple[int, int] | None, lowest: int, highest: int) -> Mean | None:
    if found is None:
        return None
    people, total = found
    return mean(total=total, count=people, lowest=lowest, highest=highest, smallest=settings.SMALLEST_GROUP)
