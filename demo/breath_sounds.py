"""
Breath sounds for the lesson on listening: shaped noise and tones, the same bytes each time, and many of them.

Made and not recorded, so that nobody's breath is anybody's data; the package is heavy because sound is.
"""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass

RATE = 44_100  # samples per second, 8 bits each
BLOCK = RATE // 100  # what keeps one loudness: 10 ms
INHALE, EXHALE, REST = 160, 160, 80  # blocks of one breath
BREATHS = 7  # 28 seconds
LOUDNESS = 16  # steps
SILENCE = 128


@dataclass(frozen=True, slots=True)
class Sound:
    """
    One sound: noise whose samples are held for `hold` (the more, the duller), or a tone of `hertz`.

    `inhale` and `exhale` are its loudness (0 to 15) in both phases; of its blocks `broken` percent are silent, in
    grains of `grain` blocks.
    """

    inhale: int
    exhale: int
    hold: int = 1
    hertz: int = 0
    broken: int = 0
    grain: int = 1


SOUNDS = {
    "vesikulaer": Sound(6, 2, hold=12),
    "bronchial": Sound(9, 11, hold=4),
    "abgeschwaecht": Sound(2, 1, hold=14),
    "giemen": Sound(2, 11, hertz=400),
    "brummen": Sound(4, 11, hertz=140),
    "feinblasig": Sound(7, 0, hold=2, broken=78),
    "grobblasig": Sound(11, 6, hold=9, broken=70, grain=3),
    "stridor": Sound(13, 2, hertz=760),
    "pleurareiben": Sound(9, 9, hold=5, broken=50, grain=6),
}


def wav(name: str) -> bytes:
    """Return the sound as a WAV file of 28 seconds. Raises KeyError for an unknown one."""
    sound, draw = SOUNDS[name], random.Random(name)  # noqa: S311 -- the same sound each time, nothing secret
    carrier, step = _tone(sound.hertz) if sound.hertz else _noise(sound.hold, draw)
    blocks, is_silent = [], False
    for number in range(BREATHS * (INHALE + EXHALE + REST)):
        if number % sound.grain == 0:
            is_silent = draw.randrange(100) < sound.broken
        start = number * BLOCK % step
        loudness = 0 if is_silent else _loudness(sound, number % (INHALE + EXHALE + REST))
        blocks.append(carrier[start : start + BLOCK].translate(_SCALED[loudness]))
    data = b"".join(blocks)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8,
                       b"data", len(data))  # fmt: skip
    return head + data


def _loudness(sound: Sound, at: int) -> int:
    """Return how loud a block of a breath is: each phase swells and fades."""
    if at < INHALE:
        return _swelling(sound.inhale, at, INHALE)
    return _swelling(sound.exhale, at - INHALE, EXHALE) if at < INHALE + EXHALE else 0


def _swelling(most: int, at: int, length: int) -> int:
    return round(most * min(1, 3 * min(at, length - at) / length))


def _noise(hold: int, draw: random.Random) -> tuple[bytes, int]:
    """Return a second of noise and where in it blocks may begin."""
    held = bytearray(RATE // hold * hold)
    drawn = draw.randbytes(RATE // hold)
    for offset in range(hold):
        held[offset::hold] = drawn
    return bytes(held), len(held) - BLOCK


def _tone(hertz: int) -> tuple[bytes, int]:
    """Return a tone with a little sharpness, and its period: blocks may begin anywhere in it."""
    period = RATE // hertz
    once = bytes(255 * min(2 * at, 2 * (period - at)) // period for at in range(period))  # a triangle
    return once * (BLOCK // period + 2), period


# Samples scaled to a loudness. Only even values: no text that looks like an address can come about by chance.
_SCALED = [
    bytes(SILENCE + 2 * round((value - SILENCE) * step / (2 * LOUDNESS)) for value in range(256))
    for step in range(LOUDNESS)
]
