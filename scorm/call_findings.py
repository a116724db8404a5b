"""What is odd about the calls of one launch, as causes without words; nothing is claimed where lines are missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scorm.call_log import Line, Log


class Oddity(StrEnum):
    """One thing that explains why something does not work, the most telling first."""

    SILENT = "silent"  # the package never spoke
    NOT_BEGUN = "not_begun"  # calls, but never a successful begin
    REFUSED_BY_SERVER = "refused_by_server"
    SUPERSEDED = "superseded"
    LINE_DOWN = "line_down"
    SCRIPT_BROKE = "script_broke"
    TOO_LONG = "too_long"  # a value that its own error names
    NEVER_ENDED = "never_ended"
    NO_STATUS = "no_status"  # ended, and never said how it went
    STATUS_BEFORE_SCORE = "status_before_score"
    AFTER_END = "after_end"
    BEFORE_BEGIN = "before_begin"
    CALLS_FAILED = "calls_failed"
    ERRORS_UNREAD = "errors_unread"
    NOT_SUSPENDED = "not_suspended"  # a place was stored, and the exit says not to come back to it
    NEVER_SAVED = "never_saved"  # neither Commit nor end: the player saved by itself
    REPEATS = "repeats"
    INCOMPLETE = "incomplete"  # of the log: lines are missing


@dataclass(frozen=True)
class Finding:
    """One oddity: the line that shows it best, how many lines do, and the calls' own name (LMSFinish or Terminate)."""

    oddity: Oddity
    line: Line | None = None
    count: int = 1
    call: str = ""


STATUS = re.compile(r"^cmi\.(core\.lesson_status|completion_status|success_status)$")
SCORE = re.compile(r"^cmi\.(core\.)?score\.(raw|scaled)$")
PLACE = re.compile(r"^cmi\.((core\.lesson_)?location|suspend_data)$")
EXIT = re.compile(r"^cmi\.(core\.)?exit$")
DECIDED = frozenset({"passed", "failed", "completed"})
LONG = 255  # characters; a refused value from here on was most likely refused for its length
OFTEN = 100


def findings(log: Log, *, is_12: bool, is_over: bool) -> list[Finding]:
    """Return what is odd, the most telling first; `is_over`: nothing more will come of this launch."""
    return list(_found(log, is_12=is_12, is_over=is_over))


def _found(log: Log, *, is_12: bool, is_over: bool) -> Iterator[Finding]:
    lines, is_whole = log.lines, not log.dropped and not log.is_full
    spoken = [line for line in lines if line.kind in ("begin", "end", "set", "get", "save")]
    names = ("LMSInitialize", "LMSFinish", "LMSCommit") if is_12 else ("Initialize", "Terminate", "Commit")
    begun = [line for line in spoken if line.kind == "begin" and line.answer == "true"]
    ended = [line for line in spoken if line.kind == "end" and line.answer == "true"]
    sets = [line for line in spoken if line.kind == "set"]
    if not spoken and is_whole:
        yield Finding(Oddity.SILENT, call=names[0])
    if spoken and not begun and is_whole:
        yield Finding(Oddity.NOT_BEGUN, _first(spoken, "begin"), call=names[0])
    yield from _of_the_server(lines)
    yield from _counted(Oddity.SCRIPT_BROKE, [line for line in lines if line.kind == "script"])
    refused = [line for line in sets if line.is_refused]
    yield from _counted(Oddity.TOO_LONG, [line for line in refused if _length(line) > LONG])
    if begun and not ended and is_over and is_whole:
        yield Finding(Oddity.NEVER_ENDED, call=names[1])
    if sets and is_whole and not any(STATUS.match(line.element) for line in sets) and (ended or is_over):
        yield Finding(Oddity.NO_STATUS)
    yield from _late_score(sets)
    yield from _states(spoken, is_12=is_12, end_call=names[1], begin_call=names[0])
    yield from _failed(spoken)
    yield from _left_for_good(sets, ended)
    if sets and not ended and is_over and is_whole and not any(line.kind == "save" for line in spoken):
        yield Finding(Oddity.NEVER_SAVED, call=names[2])
    yield from _counted(Oddity.REPEATS, [line for line in spoken if line.times >= OFTEN])
    if not is_whole:
        yield Finding(Oddity.INCOMPLETE, count=log.dropped)


def _counted(oddity: Oddity, lines: Sequence[Line]) -> Iterator[Finding]:
    if lines:
        yield Finding(oddity, lines[0], sum(line.times for line in lines), lines[0].call)


def _first(lines: Sequence[Line], kind: str) -> Line | None:
    return next((line for line in lines if line.kind == kind), None)


def _length(line: Line) -> int:
    return line.value_length or len(line.value)


def _of_the_server(lines: Sequence[Line]) -> Iterator[Finding]:
    commits = [line for line in lines if line.kind == "commit"]
    yield from _counted(
        Oddity.REFUSED_BY_SERVER, [each for each in commits if each.error in ("400", "413", "415", "422")]
    )
    yield from _counted(Oddity.SUPERSEDED, [each for each in commits if each.error == "409"])
    yield from _counted(
        Oddity.LINE_DOWN, [each for each in commits if each.error in ("", "429") or each.error >= "500"]
    )


def _late_score(sets: Sequence[Line]) -> Iterator[Finding]:
    """A score that comes after passed or failed: content that is judged by its mastery score is judged without it."""
    decided = next((no for no, line in enumerate(sets) if STATUS.match(line.element) and line.value in DECIDED), None)
    scores = [no for no, line in enumerate(sets) if SCORE.match(line.element) and not line.is_refused]
    if decided is not None and scores and scores[0] > decided:
        yield Finding(Oddity.STATUS_BEFORE_SCORE, sets[decided])


def _states(spoken: Sequence[Line], *, is_12: bool, end_call: str, begin_call: str) -> Iterator[Finding]:
    """Calls outside of a session. SCORM 1.2 has one code for before and after, so the order tells."""
    before: list[Line] = []
    after: list[Line] = []
    is_running = has_ended = False
    for line in spoken:
        if line.kind == "begin":
            is_running = is_running or line.answer == "true"
            continue
        if line.kind == "end" and line.answer == "true":
            is_running, has_ended = False, True
            continue
        if is_running or not line.is_refused:
            continue
        (after if has_ended else before).append(line)
    yield from _counted_as(Oddity.AFTER_END, after, end_call)
    yield from _counted_as(Oddity.BEFORE_BEGIN, before, begin_call)


def _counted_as(oddity: Oddity, lines: Sequence[Line], call: str) -> Iterator[Finding]:
    if lines:
        yield Finding(oddity, lines[0], sum(line.times for line in lines), call)


def _failed(spoken: Sequence[Line]) -> Iterator[Finding]:
    """The most frequent error, once for each code; then whether the package ever asked."""
    wrong = [line for line in spoken if line.is_refused]
    counts = Counter[str]()
    for line in wrong:
        counts[line.error] += line.times
    for code, count in counts.most_common(3):
        yield Finding(Oddity.CALLS_FAILED, next(line for line in wrong if line.error == code), count)
    if wrong and not any(line.asked for line in wrong):
        yield Finding(Oddity.ERRORS_UNREAD, count=len(wrong))


def _left_for_good(sets: Sequence[Line], ended: Sequence[Line]) -> Iterator[Finding]:
    places = [line for line in sets if PLACE.match(line.element) and line.value and not line.is_refused]
    exits = [line for line in sets if EXIT.match(line.element) and not line.is_refused]
    done = any(STATUS.match(line.element) and line.value in DECIDED for line in sets)
    if ended and places and not done and not (exits and exits[-1].value in ("suspend", "logout")):
        yield Finding(Oddity.NOT_SUSPENDED, exits[-1] if exits else places[-1])
