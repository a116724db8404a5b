"""
The log of a launch's calls: how lines travel, how they are stored, how they are read. Without words.

A line is a list: milliseconds since the page began, call, element, value, answer, error code, how often in a row, how
often the package then asked for the error, and the lengths of value and answer where they were cut (0 otherwise).
Beside the calls of the standards there are `commit` (one body to the server, with what it answered), `script` (an error
of the package's own) and `player`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scorm.models import CallLogPart

TEXTS, NUMBERS = (40, 300, 1_000, 1_000, 20), 4  # most characters of call, element, value, answer, error
UNSET = "403"  # of a question, in SCORM 2004; in 1.2 only setting knows this code
MOST_LINES = 1_000  # of one part
MOST_MS = 40 * 24 * 3600 * 1000  # no page stays open longer
KINDS = {
    "LMSInitialize": "begin",
    "Initialize": "begin",
    "LMSFinish": "end",
    "Terminate": "end",
    "LMSSetValue": "set",
    "SetValue": "set",
    "LMSGetValue": "get",
    "GetValue": "get",
    "LMSCommit": "save",
    "Commit": "save",
    "commit": "commit",
    "script": "script",
    "player": "player",
}


class InvalidPart(Exception):
    """The body holds no lines that could be kept."""


@dataclass(frozen=True)
class Part:
    """Lines as they came; `sent_ms` after the page began."""

    page: int
    number: int
    sent_ms: int
    dropped: int
    lines: bytes  # deflated JSON


@dataclass(frozen=True)
class Line:
    """One call with its answer; `at` by the server's clock."""

    at: datetime
    call: str
    element: str
    value: str
    answer: str
    error: str  # of a commit the status of HTTP, "" where no answer came
    times: int = 1
    asked: int = 0
    value_length: int = 0  # characters before it was cut, else 0
    answer_length: int = 0

    @property
    def kind(self) -> str:
        """What sort of call it is: begin, end, set, get, save, commit, script, player, or help."""
        return KINDS.get(self.call, "help")

    @property
    def is_refused(self) -> bool:
        """Whether it went wrong: an error of the standard, a commit that was not taken, a script that broke."""
        if self.kind == "commit":
            return self.error != "200"
        if self.kind == "get" and self.error == UNSET:
            return False  # how SCORM 2004 says "nothing yet": every package asks so on its first visit
        return self.kind == "script" or (self.kind not in ("player", "help") and self.error not in ("", "0"))


@dataclass(frozen=True)
class Log:
    """What is there of a launch; `dropped` lines are known to be missing."""

    lines: list[Line]
    dropped: int
    is_full: bool


def part(raw: bytes) -> Part:
    """Return a part as the player sent it, cut to size. Raises InvalidPart."""
    try:
        body = json.loads(raw)
        numbers = [body[name] for name in ("page", "number", "sent", "dropped")]
        lines = body["lines"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidPart from error
    if not all(isinstance(each, int) and 0 <= each < 2**48 for each in numbers) or not isinstance(lines, list):
        raise InvalidPart
    page, number, sent, dropped = numbers
    if number >= 2**31 or dropped >= 2**31 or sent > MOST_MS or not 0 < len(lines) <= MOST_LINES:
        raise InvalidPart
    kept = json.dumps([_line(each) for each in lines], ensure_ascii=False, separators=(",", ":"))
    return Part(page, number, sent, dropped, zlib.compress(kept.encode("utf-8", "replace"), 6))


def _line(raw: Any) -> list[int | str]:
    if not isinstance(raw, list) or len(raw) != 2 + len(TEXTS) + NUMBERS - 1:
        raise InvalidPart
    at, texts, numbers = raw[0], raw[1 : 1 + len(TEXTS)], raw[1 + len(TEXTS) :]
    if not all(isinstance(each, int) and 0 <= each < 2**40 for each in [at, *numbers]):
        raise InvalidPart
    if not all(isinstance(each, str) for each in texts):
        raise InvalidPart
    return [min(at, MOST_MS), *(each[:most] for each, most in zip(texts, TEXTS, strict=True)), *numbers]


def read(parts: Iterable[CallLogPart], *, most_parts: int) -> Log:
    """Return the lines of one launch in order; those of one page share the best guess of when it began."""
    found = sorted(parts, key=lambda each: (each.page, each.number))
    pages: dict[int, list[CallLogPart]] = {}
    for each in found:
        pages.setdefault(each.page, []).append(each)
    lines = [line for of_page in pages.values() for line in _lines(of_page)]
    dropped = sum(max(each.dropped for each in of_page) + _gaps(of_page) for of_page in pages.values())
    return Log(lines, dropped, len(found) >= most_parts)


def _lines(parts: Sequence[CallLogPart]) -> list[Line]:
    # A part on its way makes the page seem younger than it is: the quickest one is nearest to the truth.
    began = min(each.began_at for each in parts)
    raw = (line for each in parts for line in json.loads(zlib.decompress(bytes(each.lines))))
    return [Line(began + timedelta(milliseconds=at), *rest) for at, *rest in raw]


def _gaps(parts: Sequence[CallLogPart]) -> int:
    """Return how many parts of a page never came."""
    return parts[-1].number + 1 - len(parts)
