"""
The demo's film: how one learns here, in five scenes without a word in the picture.

What is said stands in the captions and the text, so it can be said in each language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from demo.illustrations import ACCENT, CORAL, DEEP, INK, LEAF, MIST, PAPER, SAND, SKY, SUN, Pen
from demo.webm import webm

SIZE = (640, 360)
FINER = 2  # drawn larger and scaled down, for smooth edges
SCENE = 6_000  # milliseconds
STEPS, STEP = 8, 300  # pictures in which something moves, and how long each stays
DARK, BROWN, LIGHT = "#5e3a26", "#8d5a3b", "#c68a5e"


def _across(pen: Pen, done: float) -> None:
    """Somebody walks over a bridge."""
    for x in (-44, 0, 44):
        pen.arch(x, 14, 22, 5, DEEP)
    pen.slab(0, 34, 150, 5, DEEP, 1)
    pen.person(-60 + 100 * done, 38, 18, CORAL, BROWN)
    pen.person(56, 38, 18, LEAF, LIGHT)


def _phone(pen: Pen) -> None:
    pen.slab(0, 10, 46, 84, INK, 6)
    pen.slab(0, 16, 40, 70, PAPER, 2)


def _reading(pen: Pen, done: float) -> None:
    """Lines of text appear on a phone, at last a tick."""
    _phone(pen)
    for number in range(round(6 * done)):
        pen.slab(-3 if number % 2 else 0, 76 - 8 * number, 26 if number % 2 else 32, 3.5, MIST, 1)
    if done == 1:
        pen.path(LEAF, 4, (-9, 28), (-2, 21), (12, 34))


def _pausing(pen: Pen, done: float) -> None:
    """A bar fills to the middle, waits, and goes on on a second device."""
    pen.slab(-45, 22, 40, 56, INK, 5)
    pen.slab(-45, 27, 34, 46, PAPER, 2)
    pen.slab(34, 20, 84, 58, INK, 4)
    pen.slab(34, 25, 76, 48, PAPER, 2)
    first, second = min(done, 0.5), done
    for x, wide, filled in ((-45, 28, first), (34, 64, second if done > 0.5 else 0)):
        pen.slab(x, 46, wide, 7, MIST, 2)
        if filled:
            pen.slab(x - wide * (1 - filled) / 2, 46, wide * filled, 7, CORAL, 2)


def _meeting(pen: Pen, done: float) -> None:
    """Four people come into a picture on a screen, one after the other."""
    pen.slab(0, 14, 122, 76, INK, 4)
    people = ((-28, 53, CORAL, BROWN), (28, 53, SUN, LIGHT), (-28, 19, LEAF, DARK), (28, 19, ACCENT, BROWN))
    for number, (x, y, colour, skin) in enumerate(people):
        pen.slab(x, y, 52, 32, SKY, 2)
        if done * 4 >= number + 1:
            pen.person(x, y, 24, colour, skin)


def _proof(pen: Pen, done: float) -> None:
    """A sheet rises and gets its seal."""
    low = 8 - 30 * (1 - done)
    pen.slab(0, low, 62, 80, PAPER, 2)
    pen.slab(0, low + 64, 40, 5, DEEP, 1)
    for number in range(4):
        pen.slab(0, low + 52 - 8 * number, 44, 3, MIST, 1)
    if done == 1:
        pen.disc(18, 18, 9, SUN)
        pen.path(DEEP, 2.5, (14, 18), (17, 15), (23, 22))


SCENES: tuple[tuple[str, Callable[[Pen, float], None]], ...] = (
    (SKY, _across),
    (SAND, _reading),
    ("#e5f4ea", _pausing),
    ("#e7edef", _meeting),
    (SKY, _proof),
)
SECONDS = len(SCENES) * SCENE // 1000


@cache
def content() -> bytes:
    """Return the film; the same bytes each time."""
    pictures = []
    for number, (ground, scene) in enumerate(SCENES):
        for step in range(STEPS):
            pictures.append((number * SCENE + step * STEP, _picture(ground, scene, step / (STEPS - 1))))
    return webm(pictures, until=len(SCENES) * SCENE)


def captions(lines: tuple[str, ...]) -> str:
    """Return WebVTT with one line for each scene. Raises ValueError where scenes and lines do not match."""
    cues: list[str] = []
    for number, (line, _scene) in enumerate(zip(lines, SCENES, strict=True)):
        start = number * SCENE // 1000
        cues.append(f"00:{start:02}.200 --> 00:{start + SCENE // 1000 - 1:02}.900\n{line}\n")
    return "WEBVTT\n\n" + "\n".join(cues)


def _picture(ground: str, scene: Callable[[Pen, float], None], done: float) -> Image.Image:
    width, height = (side * FINER for side in SIZE)
    picture = Image.new("RGB", (width, height), ground)
    pen = Pen(ImageDraw.Draw(picture), width, height)
    pen.slab(0, -5, 200, 14, ACCENT, 0)
    scene(pen, done)
    return picture.reduce(FINER)
