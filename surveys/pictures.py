"""A report as pages draw it: a scale with marks for each question, grouped by what the questions are about."""

from __future__ import annotations

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from privacy.small_numbers import Mean
from surveys.models import Part, Round
from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.queries.results import ItemReport, Report

WIDTH, EDGE = 400, 14  # of the picture of one question, and what its marks need at both ends
HEIGHT, LANE, MARK = (
    46,
    16,
    20,
)  # one lane, each further one, and a mark beside another
COLUMNS = ("before", "end", "later", "change_at_end", "change_later")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mean in the picture of a question."""

    round: Round
    mean: Mean
    x: int
    y: int  # below the middle of the scale; negative above it, where another mark would be covered


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its figures for the table, and where they stand in the picture."""

    item: ItemReport
    marks: tuple[Mark, ...]

    @property
    def top(self) -> int:
        """Where the picture begins, to have room for all marks."""
        return min((mark.y for mark in self.marks), default=0)

    @property
    def height(self) -> int:
        """How high the picture is."""
        return HEIGHT - self.top


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one part, and the columns of its table in which at least one has a figure."""

    title: StrOrPromise
    rows: tuple[Row, ...]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template of a report reads: its parts, and the scale."""

    parts: tuple[Section, ...]
    ticks: tuple[tuple[int, int], ...]
    width: int = WIDTH


def picture(report: Report) -> Picture:
    """Return the report as it is drawn."""
    return Picture(
        parts=tuple(
            _section(part, [item for item in report.items if item.part == part])
            for part in dict.fromkeys(item.part for item in report.items)
        ),
        ticks=tuple((number, _place(number)) for number in range(LOWEST, HIGHEST + 1)),
    )


def _section(part: Part, items: list[ItemReport]) -> Section:
    columns = frozenset(name for name in COLUMNS if any(getattr(item, name) is not None for item in items))
    return Section(Part(part).label, tuple(_row(item) for item in items), columns)


def _row(item: ItemReport) -> Row:
    means = [(Round.BEFORE, item.before), (Round.END, item.end), (Round.LATER, item.later)]
    marks: list[Mark] = []
    for round_, mean in means:
        if mean is not None:
            x = _place(mean.value)
            taken = {mark.y for mark in marks if abs(mark.x - x) < MARK}
            marks.append(Mark(round_, mean, x, next(-LANE * lane for lane in range(3) if -LANE * lane not in taken)))
    return Row(item, tuple(marks))


def _place(value: float) -> int:
    return round(EDGE + (value - LOWEST) / (HIGHEST - LOWEST) * (WIDTH - 2 * EDGE))
