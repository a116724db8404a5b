"""
Figures about people that leave a group: what may be shown, so that nobody can be computed from it (ADR 0005).

Everything here is pure. Who has rows hands in counts or answers and gets back what may be shown; nothing else decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

# How far a mean stays away from the ends of its scale, where it would say what every single person answered.
MARGIN = 0.2


class Bound(StrEnum):
    """Whether a mean is the mean, or all that may be said of it."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean that may be shown: of `count` people, rounded to one decimal."""

    value: float
    count: int
    bound: Bound


def is_shown(count: int, *, smallest: int) -> bool:
    """Return whether a figure about so many people may be shown."""
    return count >= smallest


def away_from_the_ends(*, total: int, count: int, lowest: int, highest: int) -> int:
    """
    Return the sum of `count` answers, moved away from the ends of its scale by MARGIN per answer where it is nearer.

    A sum at the very end tells what every single person answered. Sums that are to be added up with others are moved
    before, as the difference of two sums would show what the sums themselves hide.
    """
    if not lowest * count <= total <= highest * count:
        msg = f"{count} answers from {lowest} to {highest} cannot add up to {total}"
        raise ValueError(msg)
    margin = round(MARGIN * 10)  # tenths, so that everything is compared in whole numbers
    floor = -(-(10 * lowest + margin) * count // 10)
    ceiling = (10 * highest - margin) * count // 10
    return max(floor, min(ceiling, total)) if floor <= ceiling else total


def blur(*, share: float, draw: Callable[[], float]) -> int:
    """
    Return a whole number drawn by lot, to be added once to a sum before it is stored.

    Who knows all answers of a sum but one would know that one too. Each whole number may come out, and one that is a
    point further from nothing is `share` times as likely (a two-sided geometric distribution: the geometric mechanism
    of Ghosh, Roughgarden and Sundararajan, 2009). So whatever is stored, every answer stays possible, and none is more
    than 1 / `share` times as likely as the next one on the scale. `draw` returns numbers from 0 up to, not including,
    1; with a `share` of 0 nothing is drawn.
    """
    if not 0 <= share < 1:
        msg = "the share is from 0 up to, not including, 1"
        raise ValueError(msg)
    if share == 0:
        return 0
    more, less = (int(math.log(1 - draw()) / math.log(share)) for _ in range(2))
    return more - less


def mean(*, total: int, count: int, lowest: int, highest: int, smallest: int) -> Mean | None:
    """
    Return the mean of `count` answers that add up to `total` on a scale from `lowest` to `highest`; None if too few.

    Near an end of the scale only that is said, see `away_from_the_ends`.
    """
    if not is_shown(count, smallest=smallest):
        return None
    kept = away_from_the_ends(total=total, count=count, lowest=lowest, highest=highest)
    if kept == away_from_the_ends(total=highest * count, count=count, lowest=lowest, highest=highest):
        return Mean(value=math.floor(10 * kept / count) / 10, count=count, bound=Bound.AT_LEAST)
    if kept == away_from_the_ends(total=lowest * count, count=count, lowest=lowest, highest=highest):
        return Mean(value=math.ceil(10 * kept / count) / 10, count=count, bound=Bound.AT_MOST)
    return Mean(value=round(kept / count, 1), count=count, bound=Bound.EXACT)


def may_stand_beside(part: int, whole: int, *, smallest: int) -> bool:
    """
    Return whether a figure about `part` of a group may be shown where one about the `whole` group is known.

    Who knows both knows the rest, so the rest has to be nobody or a group that could be shown as well.
    """
    rest = whole - part
    return is_shown(part, smallest=smallest) and (rest == 0 or is_shown(rest, smallest=smallest))


def at_least(part: int, whole: int, *, smallest: int) -> int | None:
    """
    Return what may be said of `part` of a group whose size is known: a lower bound in full `smallest`s; None if none.

    All such bounds are multiples of `smallest`, so are their sums and differences: nobody computes a smaller group from
    several of them. The whole group is never named, as that would tell something of every single person in it.
    """
    if not 0 <= part <= whole:
        msg = f"{part} people are no part of {whole}"
        raise ValueError(msg)
    bound = min(part, max(whole - 1, 0)) // smallest * smallest
    return bound or None


def at_least_of(count: int, *, smallest: int) -> int:
    """
    Return a lower bound in full `smallest`s of a group that may be shown, which could be everybody whom somebody knows.

    The size of the whole is not asked for, so the bound is below the count wherever it can be.
    """
    return max(smallest, at_least(count, count, smallest=smallest) or 0)
