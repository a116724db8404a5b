"""A recording that is nobody's: some tones, and captions that describe them."""

from __future__ import annotations

import io
import math
import wave
from functools import cache

RATE = 8_000  # samples a second
TONE_S = 2
TONES = (262, 330, 392, 523)  # C, E, G, C, in hertz
CAPTIONS = {
    "de": ("Ein tiefer Ton", "Ein höherer Ton", "Ein noch höherer Ton", "Der höchste Ton; Ende"),
    "en": ("A low tone", "A higher tone", "A still higher tone", "The highest tone; the end"),
    "ar": ("نغمة منخفضة", "نغمة أعلى", "نغمة أعلى منها", "أعلى نغمة، النهاية"),
}


LENGTH_S = TONE_S * len(TONES)


@cache
def sound() -> bytes:
    """Return a WAV of eight seconds, mono, 8 bit."""
    samples = bytearray()
    for tone in TONES:
        for number in range(RATE * TONE_S):
            moment = number / RATE
            swell = math.sin(math.pi * moment / TONE_S)  # no click where tones meet
            samples.append(128 + round(50 * swell * math.sin(2 * math.pi * tone * moment)))
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return target.getvalue()


def captions(language: str) -> str | None:
    """Return the captions as WebVTT; None if there are none in this language."""
    sentences = CAPTIONS.get(language)
    if sentences is None:
        return None
    cues = [
        f"00:00:{number * TONE_S:02}.000 --> 00:00:{(number + 1) * TONE_S:02}.000\n{sentence}\n"
        for number, sentence in enumerate(sentences)
    ]
    return "\n".join(["WEBVTT\n", *cues])
