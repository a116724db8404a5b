"""A report as pages draw it: a scale with marks for each question, grouped by what the questions are about."""

from __future__ import annotations

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from privacy.small_numbers import Mean
from surveys.models import Part, Round
from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.queries.results import ItemReport, Report

WIDTH, EDGE = 400, 14  # of the picture of one question, and what its marks need at both ends


@dataclass(frozen=True, slots=True)
class Mark:
    """A mean in the picture of a question."""

    round: Round
    mean: Mean
    x: int


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its figures for the table, and where they stand in the picture."""

    item: ItemReport
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template of a report reads: (title, rows) of each part, and the scale."""

    parts: tuple[tuple[StrOrPromise, tuple[Row, ...]], ...]
    ticks: tuple[tuple[int, int], ...]
    width: int = WIDTH


def picture(report: Report) -> Picture:
    """Return the report as it is drawn."""
    return Picture(
        parts=tuple(
            (Part(part).label, tuple(_row(item) for item in report.items if item.part == part))
            for part in dict.fromkeys(item.part for item in report.items)
        ),
        ticks=tuple((number, _place(number)) for number in range(LOWEST, HIGHEST + 1)),
    )


def _row(item: ItemReport) -> Row:
    means = [(Round.BEFORE, item.before), (Round.END, item.end), (Round.LATER, item.later)]
    return Row(item, tuple(Mark(round_, mean, _place(mean.value)) for round_, mean in means if mean is not None))


def _place(value: float) -> int:
    return round(EDGE + (value - LOWEST) / (HIGHEST - LOWEST) * (WIDTH - 2 * EDGE))
