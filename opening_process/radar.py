"""The radar picture: four levels as axes, maturity from 0 to 4 from the middle outwards. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opening_process.rules import LevelFigure

WIDTH, HEIGHT = 360, 270
MIDDLE = (180.0, 134.0)
RADIUS = 92.0
MOST = 4  # maturity at the rim
DIRECTIONS = ((0, -1), (1, 0), (0, 1), (-1, 0))  # first level above, then clockwise
LINE_LETTERS = 13  # beside the picture a label breaks after this many


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, in its units."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:g},{self.y:g}"


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an axis, in lines."""

    lines: list[tuple[float, str]]  # (y, words)
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Series:
    """What one cycle reached: a point on each axis that has a figure, and an outline where all have one."""

    points: list[Point]
    is_whole: bool

    @property
    def outline(self) -> str:
        """The corners, for an SVG polygon."""
        return " ".join(str(point) for point in self.points)


@dataclass(frozen=True, slots=True)
class Radar:
    """Everything a template needs to draw."""

    width: int
    height: int
    rings: list[str]
    ring_marks: list[tuple[float, float, int]]  # (x, y, number)
    axes: list[tuple[Point, Point]]
    labels: list[Label]
    now: Series
    before: Series


def draw(figures: Sequence[LevelFigure]) -> Radar:
    """Return the picture of four levels, with the cycle before beside them."""
    middle = Point(*MIDDLE)
    return Radar(
        width=WIDTH,
        height=HEIGHT,
        rings=[" ".join(str(_place(direction, ring)) for direction in DIRECTIONS) for ring in range(1, MOST + 1)],
        ring_marks=[
            (MIDDLE[0] + 4, round(MIDDLE[1] - RADIUS * ring / MOST + 12, 1), ring) for ring in range(1, MOST + 1)
        ],
        axes=[(middle, _place(direction, MOST)) for direction in DIRECTIONS],
        labels=[
            _label(direction, str(figure.level.label)) for direction, figure in zip(DIRECTIONS, figures, strict=True)
        ],
        now=_series([figure.mean for figure in figures]),
        before=_series([figure.baseline for figure in figures]),
    )


def _place(direction: tuple[int, int], value: float) -> Point:
    reach = RADIUS * value / MOST
    return Point(round(MIDDLE[0] + direction[0] * reach, 1), round(MIDDLE[1] + direction[1] * reach, 1))


def _series(values: Sequence[float | None]) -> Series:
    points = [_place(way, value) for way, value in zip(DIRECTIONS, values, strict=True) if value is not None]
    return Series(points, is_whole=len(points) == len(DIRECTIONS))


def _label(direction: tuple[int, int], words: str) -> Label:
    end = _place(direction, MOST)
    if direction[0] == 0:
        return Label([(end.y - 10 if direction[1] < 0 else end.y + 22, words)], end.x, "middle")
    lines = _broken(words)
    first = end.y + 4 - (len(lines) - 1) * 8
    return Label(
        [(first + 17 * number, line) for number, line in enumerate(lines)],
        end.x + 8 * direction[0],
        "start" if direction[0] > 0 else "end",
    )


def _broken(words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE_LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
