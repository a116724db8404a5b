"""Reports on SCORM units as pages draw them: whole numbers for SVG, beside a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.queries.scorm_report import Period

# About as many units as a phone is wide in pixels, so that words of 12 units can be read there.
WIDTH, HEIGHT, FOOT, EDGE = 400, 180, 24, 32  # of the columns over time
BAR_WIDTH, LINE, LABEL, VALUE = 360, 28, 32, 56  # of bars below each other
MOST_LABELS = 7  # "26.10." below the columns


@dataclass(frozen=True, slots=True)
class Column:
    """One period: a column, and the point of the line of all who are done."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: date | None  # the first day, where there is room for it
    period: Period


@dataclass(frozen=True, slots=True)
class Columns:
    """Completions over time."""

    columns: tuple[Column, ...]
    line: str  # points of the polyline
    most: int  # people at the top of the picture
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - FOOT
    edge: int = EDGE
    end: int = WIDTH - EDGE
    words: int = HEIGHT - 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with what stands before and behind it."""

    y: int
    words: int  # the line its words stand on
    width: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares below each other, from 0 to 100 %."""

    bars: tuple[Bar, ...]
    height: int
    x: int = LABEL
    full: int = BAR_WIDTH - LABEL - VALUE
    end: int = BAR_WIDTH - VALUE + 8  # where the words behind the bars begin
    width: int = BAR_WIDTH


def columns(periods: Sequence[Period]) -> Columns | None:
    """Return the picture of completions over time, None while there are none."""
    if not periods:
        return None
    most = periods[-1].total
    step = (WIDTH - 2 * EDGE) / len(periods)
    every = -(-len(periods) // MOST_LABELS)
    room = HEIGHT - FOOT - 16
    found = []
    for number, period in enumerate(periods):
        height = round(period.count / most * room)
        middle, width = round(EDGE + (number + 0.5) * step), max(2, round(min(step * 0.7, 60)))
        found.append(
            Column(
                x=middle - width // 2,
                y=HEIGHT - FOOT - height,
                width=width,
                height=height,
                middle=middle,
                label=period.first if number % every == 0 else None,
                period=period,
            )
        )
    points = (f"{column.middle},{HEIGHT - FOOT - round(column.period.total / most * room)}" for column in found)
    return Columns(tuple(found), " ".join(points), most)


def bars(shares: Sequence[tuple[str, float, str]]) -> Bars:
    """Return bars of (label, share 0..1, words behind the bar)."""
    full = BAR_WIDTH - LABEL - VALUE
    drawn = [
        Bar(
            y=number * LINE + 4,
            words=number * LINE + 20,
            width=max(1, round(share * full)),
            label=label,
            value=value,
        )
        for number, (label, share, value) in enumerate(shares)
    ]
    return Bars(tuple(drawn), len(drawn) * LINE)
