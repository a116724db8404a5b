"""
Figures of test questions from sums that the database made. Pure functions.

Difficulty: share of right answers among those the package judged right or wrong. Discrimination: point-biserial
correlation of the question with the share of the *other* questions that the person got right (corrected item-total
correlation; Kelava and Moosbrugger, "Deskriptivstatistische Itemanalyse", in: Testtheorie und Fragebogenkonstruktion,
3rd ed. 2020). Index of the upper and lower group: difference of the difficulty among the 27 % best and the 27 %
weakest by the other questions (Kelley, T. L. 1939, Journal of Educational Psychology 30(1), 17-24).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

from scorm.runtime import DURATION

FEWEST_FOR_CORRELATION: Final = 10  # people; below, one person more or less turns the sign
FEWEST_FOR_GROUPS: Final = 19  # people; below, 27 % are fewer than five
FEW: Final = 30  # people; below, a figure is a hint
LATENCY_12: Final = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)\Z")


def share(part: int, whole: int) -> float | None:
    """Return part of whole as 0..1, None of nothing."""
    return part / whole if whole else None


def point_biserial(*, people: int, right: int, rest: float, rest_squared: float, both: float) -> float | None:
    """
    Return the correlation (-1..1) of right (0 or 1) with the rest of the test; None for few people or no spread.

    `right` is the sum of the question, `rest` and `rest_squared` those of the rest, `both` that of their products.
    """
    if people < FEWEST_FOR_CORRELATION:
        return None
    spread = (people * right - right**2) * (people * rest_squared - rest**2)
    if spread <= 1e-9:
        return None
    return (people * both - right * rest) / math.sqrt(spread)


def group_size(people: int) -> int:
    """Return how many people are 27 %, to the nearest whole."""
    return (people * 27 + 50) // 100


def upper_lower(*, people: int, upper_right: int, lower_right: int) -> float | None:
    """Return the difference (-1..1) between the best and the weakest 27 %, None for few people."""
    if people < FEWEST_FOR_GROUPS:
        return None
    return (upper_right - lower_right) / group_size(people)


def latency(text: str) -> float | None:
    """Return a timespan (1.2) or a duration (2004) in seconds with fractions, None when it is neither."""
    if found := LATENCY_12.match(text):
        return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    if (found := DURATION.match(text)) and len(text) > 1:
        units = (31_536_000, 2_592_000, 86_400, 3_600, 60, 1)
        return sum(float(part or 0) * unit for part, unit in zip(found.groups(), units, strict=True))
    return None


def weighted_median(values: Iterable[tuple[float, int]]) -> float | None:
    """Return the median of values that each come so many times, None of none."""
    ordered = sorted(values)
    count = sum(times for _value, times in ordered)
    middle, seen = [], 0
    wanted = {(count + 1) // 2, (count + 2) // 2}
    for value, times in ordered:
        middle += [value for place in wanted if seen < place <= seen + times]
        seen += times
    return sum(middle) / len(middle) if middle else None
