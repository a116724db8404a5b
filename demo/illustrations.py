"""
Pictures of the demo's pages, drawn here: calm shapes in the platform's colours, nobody's work but ours.

Each topic has a motif of its own before the same landscape; a seed from its name moves hills and sun, so that no two
pages look alike. Flat colours keep the files small.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

SIZE = (1280, 720)
FINER = 2  # drawn larger and scaled down, for smooth edges
INK, DEEP, ACCENT, MIST = "#15232b", "#063f49", "#0b5a67", "#7ccdd9"
SKY, SAND, SUN, CORAL, LEAF, PAPER = "#e0f0f2", "#f6e7cf", "#f2b84b", "#d9694f", "#5d9c7a", "#ffffff"

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Pen:
    """Draws in hundredths of the picture's height, from the middle of its ground line."""

    draw: ImageDraw.ImageDraw
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the point `x` to the right of the middle and `y` above the lower edge."""
        unit = self.height / 100
        return self.width / 2 + x * unit, self.height - y * unit

    def _box(self, x: float, y: float, wide: float, high: float) -> Box:
        (left, bottom), (right, top) = self.at(x - wide / 2, y), self.at(x + wide / 2, y + high)
        return left, top, right, bottom

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a disc around (x, y)."""
        self.draw.ellipse(self._box(x, y - radius, 2 * radius, 2 * radius), fill=colour)

    def slab(self, x: float, y: float, wide: float, high: float, colour: str, round_by: float = 1.5) -> None:
        """Draw a rectangle with round corners that stands at height `y`."""
        self.draw.rounded_rectangle(self._box(x, y, wide, high), round_by * self.height / 100, fill=colour)

    def shape(self, colour: str, *points: tuple[float, float]) -> None:
        """Draw a polygon."""
        self.draw.polygon([self.at(*point) for point in points], fill=colour)

    def path(self, colour: str, thick: float, *points: tuple[float, float]) -> None:
        """Draw a line with round ends."""
        self.draw.line([self.at(*point) for point in points], fill=colour, width=round(thick * self.height / 100))
        for x, y in points:
            self.disc(x, y, thick / 2, colour)

    def arch(self, x: float, y: float, radius: float, thick: float, colour: str) -> None:
        """Draw the upper half of a ring."""
        box = self._box(x, y - radius, 2 * radius, 2 * radius)
        self.draw.arc(box, 180, 360, fill=colour, width=round(thick * self.height / 100))

    def person(self, x: float, y: float, tall: float, colour: str, skin: str) -> None:
        """Draw somebody from the shoulders up, without a face: everybody may be meant."""
        self.draw.pieslice(self._box(x, y - tall * 0.55, tall * 0.9, tall * 1.1), 180, 360, fill=colour)
        self.disc(x, y + tall * 0.78, tall * 0.24, skin)


def _bridge(pen: Pen) -> None:
    for x in (-44, 0, 44):
        pen.arch(x, 14, 22, 5, DEEP)
    pen.slab(0, 34, 150, 5, DEEP, 1)
    for x, colour, skin in ((-30, CORAL, "#8d5a3b"), (-6, SUN, "#c68a5e"), (20, LEAF, "#5e3a26")):
        pen.person(x, 38, 15, colour, skin)


def _care(pen: Pen) -> None:
    pen.slab(0, 22, 56, 46, PAPER, 5)
    pen.slab(0, 32, 10, 27, CORAL, 2)
    pen.slab(0, 40.5, 27, 10, CORAL, 2)
    pen.person(-46, 14, 34, ACCENT, "#c68a5e")
    pen.person(46, 14, 34, LEAF, "#5e3a26")


def _motion(pen: Pen) -> None:
    pen.slab(0, 20, 108, 5, DEEP)
    for x in (-46, 46):
        pen.slab(x, 6, 4, 15, DEEP)
    pen.path(CORAL, 11, (-38, 31), (2, 31), (26, 52))
    pen.disc(-49, 32, 8, "#c68a5e")
    pen.person(56, 12, 36, ACCENT, "#8d5a3b")


def _current(pen: Pen) -> None:
    pen.slab(-34, 16, 34, 50, PAPER, 4)
    for y in (24, 38, 52):
        pen.slab(-34, y, 22, 7, ACCENT, 2)
    pen.shape(SUN, (30, 72), (12, 40), (26, 40), (18, 14), (44, 48), (30, 48))


def _office(pen: Pen) -> None:
    pen.slab(0, 16, 110, 5, DEEP)
    pen.slab(0, 28, 58, 36, INK, 3)
    pen.slab(0, 31, 52, 30, MIST, 2)
    pen.slab(0, 21, 8, 8, INK, 1)
    for x, high, colour in ((-16, 8, CORAL), (-5, 14, SUN), (6, 19, LEAF), (17, 23, ACCENT)):
        pen.slab(x, 33, 7, high, colour, 1)


def _speech(pen: Pen) -> None:
    pen.person(-40, 10, 34, ACCENT, "#8d5a3b")
    pen.person(40, 10, 34, CORAL, "#c68a5e")
    pen.slab(-14, 58, 44, 22, PAPER, 8)
    pen.shape(PAPER, (-30, 62), (-18, 60), (-34, 50))
    pen.slab(8, 36, 36, 16, SUN, 7)
    pen.shape(SUN, (20, 40), (22, 46), (31, 37))
    for x in (-25, -14, -3):
        pen.disc(x, 69, 2.4, ACCENT)


def _wheel(pen: Pen) -> None:
    for angle in range(0, 360, 45):
        x, y = 30 * math.cos(math.radians(angle)), 30 * math.sin(math.radians(angle))
        pen.path(DEEP, 9, (0, 44), (x, 44 + y))
    pen.disc(0, 44, 25, DEEP)
    pen.disc(0, 44, 12, SKY)
    pen.disc(46, 22, 13, CORAL)
    pen.disc(46, 22, 5, SKY)


def _table(pen: Pen) -> None:
    people = ((-44, CORAL, "#8d5a3b"), (-15, SUN, "#c68a5e"), (15, LEAF, "#5e3a26"), (44, MIST, "#e0b48f"))
    for x, colour, skin in people:
        pen.person(x, 26, 30, colour, skin)
    pen.slab(0, 14, 124, 14, DEEP, 6)


def _steps(pen: Pen) -> None:
    for number, colour in enumerate((MIST, LEAF, SUN, CORAL)):
        pen.slab(-42 + 28 * number, 8, 27, 14 + 13 * number, colour, 2)
    pen.person(42, 61, 22, ACCENT, "#8d5a3b")


def _house(pen: Pen) -> None:
    pen.slab(0, 12, 72, 40, PAPER, 2)
    pen.shape(CORAL, (-44, 50), (0, 76), (44, 50))
    pen.slab(0, 12, 14, 24, ACCENT, 2)
    for x in (-22, 22):
        pen.slab(x, 28, 13, 13, MIST, 2)


MOTIFS: dict[str, Callable[[Pen], None]] = {
    "bridge": _bridge,
    "care": _care,
    "current": _current,
    "house": _house,
    "motion": _motion,
    "office": _office,
    "speech": _speech,
    "steps": _steps,
    "table": _table,
    "wheel": _wheel,
}


def illustration(name: str, motif: str) -> io.BytesIO:
    """Return a PNG of the motif in a landscape that belongs to this name alone. Raises KeyError for no motif."""
    chance = Random(name)  # noqa: S311  scenery, no secret
    width, height = (side * FINER for side in SIZE)
    picture = Image.new("RGB", (width, height), chance.choice((SKY, SAND, "#e7edef", "#e5f4ea")))
    pen = Pen(ImageDraw.Draw(picture), width, height)
    pen.disc(chance.choice((-52, -47, 47, 52)), chance.uniform(66, 80), chance.uniform(9, 14), SUN)
    for colour, base in (("#c9e2e4", 34), ("#a9d3d5", 20)):
        _hills(pen, chance, colour, base)
    pen.slab(0, -5, 200, 12, ACCENT, 0)
    MOTIFS[motif](pen)
    # Flat shapes need no better filter and palette, and twenty-five pictures are drawn while somebody waits.
    picture = picture.reduce(FINER).quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    file.seek(0)
    return file


def _hills(pen: Pen, chance: Random, colour: str, base: float) -> None:
    phase, stretch, swing = chance.uniform(0, 6), chance.uniform(22, 40), chance.uniform(5, 10)
    ridge = [(x, base + swing * math.sin(x / stretch + phase)) for x in range(-95, 96)]
    pen.shape(colour, (-95, 0), *ridge, (95, 0))
