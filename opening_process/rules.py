"""What follows from an audit and a plan: figures of levels, what is still open, and days."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opening_process.models import AuditItem, Level, Phase

MOST_OWN_ITEMS = 10  # of one level: an audit that takes longer than an hour is not done a second time


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """How a level stands: means of maturity from 0 to 4, None where nothing is rated."""

    level: Level
    rated: int
    total: int  # statements that are switched on
    mean: float | None
    baseline: float | None  # of the cycle before


def figures(items: Iterable[AuditItem]) -> list[LevelFigure]:
    """Return the four levels in their order; statements that are switched off do not count."""
    by_level: Mapping[str, list[AuditItem]] = {level.value: [] for level in Level}
    for item in items:
        if item.is_on:
            by_level[item.level].append(item)
    return [
        LevelFigure(
            level=level,
            rated=sum(item.maturity is not None for item in by_level[level]),
            total=len(by_level[level]),
            mean=_mean([item.maturity for item in by_level[level]]),
            baseline=_mean([item.baseline for item in by_level[level]]),
        )
        for level in Level
    ]


def _mean(values: Sequence[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def months_later(day: date, months: int) -> date:
    """Return the same day that many months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def may_move(from_: Phase, to: Phase) -> bool:
    """
    Return whether a cycle goes from one phase to the other: one step forward, or back to any earlier one.

    Phases lead and do not forbid: whoever finds a further goal in phase 5 just writes it down.
    """
    return to <= from_ + 1 and to != from_


def removal_day(touched_on: date, days: int) -> date:
    """Return the day on which an untouched process is removed."""
    return touched_on + timedelta(days=days)
