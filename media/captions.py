# messages: back office
"""Captions of films: a careful reader of WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"  # hours may be left out
TIMING = re.compile(rf"^{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t].*)?$")
NO_CUE = ("NOTE", "STYLE", "REGION")


class BadCaptions(ValueError):
    """The text is no WebVTT that a browser would show; says where and why, in the active language."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption and when it is shown."""

    start: int  # milliseconds
    end: int
    text: str


def read(text: str) -> list[Cue]:
    """
    Return the captions of a WebVTT text, in order of their time. Raises BadCaptions.

    Stricter than browsers, which leave out silently what they cannot read: a film whose captions end in the middle is
    a film without captions for who needs them.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t]|$)", lines[0]):
        raise BadCaptions(_("Die erste Zeile muss „WEBVTT“ heißen."))
    cues: list[Cue] = []
    for number, block in _blocks(lines[1:]):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.start < cues[-1].start:
            raise BadCaptions(_("Zeile %(line)d: Dieser Untertitel beginnt vor dem davor.") % {"line": number})
        cues.append(cue)
    if not cues:
        raise BadCaptions(_("In der Datei steht kein Untertitel."))
    return cues


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return (number of the first line, lines) of everything between empty lines; the header's rest is none."""
    blocks: list[tuple[int, list[str]]] = []
    current: list[str] = []
    for number, line in enumerate([*lines, ""], start=2):
        if line.strip():
            current.append(line)
        elif current:
            blocks.append((number - len(current), current))
            current = []
    header_continues = bool(lines and lines[0].strip())
    return blocks[1:] if header_continues else blocks


def _cue(number: int, block: list[str]) -> Cue | None:
    if block[0].split(" ")[0].strip() in NO_CUE and "-->" not in block[0]:
        return None
    at = 0 if "-->" in block[0] else 1
    timing = TIMING.match(block[at].strip()) if len(block) > at else None
    if timing is None:
        raise BadCaptions(
            _("Zeile %(line)d: Hier fehlt eine Zeit in der Form 00:00:01.000 --> 00:00:04.000.") % {"line": number}
        )
    start, end = _milliseconds(timing.groups()[:4]), _milliseconds(timing.groups()[4:])
    text = "\n".join(block[at + 1 :]).strip()
    if end <= start:
        raise BadCaptions(_("Zeile %(line)d: Das Ende liegt nicht nach dem Anfang.") % {"line": number})
    if not text:
        raise BadCaptions(_("Zeile %(line)d: Zu dieser Zeit steht kein Text.") % {"line": number})
    return Cue(start, end, text)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
