"""What a learner is told about their attempts at a SCORM unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from scorm import policy as policies
from scorm.models import Attempt, AttemptState, Counting
from scorm.policy import Made, Offer, Policy
from scorm.queries import Play

WORDS: dict[str, StrOrPromise] = {
    "passed": _("bestanden"),
    "failed": _("nicht bestanden"),
    "completed": _("erledigt"),
    "begun": _("begonnen"),
}
COUNTING: dict[str, StrOrPromise] = {
    Counting.BEST: _("Das beste Ergebnis zählt."),
    Counting.LAST: _("Das letzte Ergebnis zählt."),
    Counting.FIRST: _("Das erste Ergebnis zählt."),
    Counting.AVERAGE: _("Es zählt der Durchschnitt aller Versuche."),
}


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in the learner's list."""

    number: int  # as `Offer.number` counts; 0: it cost none
    started_at: datetime
    word: StrOrPromise
    score: Decimal | None  # 0..1
    is_earlier_version: bool  # a new version of the package cut it short
    is_reset: bool  # staff cut it short


@dataclass(frozen=True, slots=True)
class Attempts:
    """What the page of the unit says about attempts."""

    offer: Offer
    total: int  # 0: as many as one likes
    is_shown: bool  # whether there is anything to tell
    counting: StrOrPromise
    counts: str
    lines: tuple[AttemptLine, ...]  # only when there are several
    newest: int  # number of the newest attempt; 0 before the first
    may_start_over: bool  # now
    waits_until: datetime | None  # when it may be, where only time is missing
    has_new_version: bool  # the person was moved to another version and has not opened it yet

    @property
    def is_last(self) -> bool:
        """Whether the attempt in hand is the last that is allowed."""
        return self.offer.left == 0

    @property
    def only_looks(self) -> bool:
        """Whether the next opening shows what was, and stores nothing."""
        return self.offer.way == policies.Way.REVIEW

    @property
    def begins_anew(self) -> bool:
        """Whether the next opening begins another attempt by itself."""
        return self.offer.way == policies.Way.START and self.newest > 0


def attempts(play: Play | None, asked: Policy, *, at: datetime) -> Attempts:
    """Return what to say; `asked` is what the run's unit asks for, and holds for whoever has not begun yet."""
    rows = play.attempts if play else ()
    policy = play.policy if play else asked
    offer = play.offer if play else policies.offer(policy, [])
    may = offer.may_start_over(at)
    return Attempts(
        offer=offer,
        total=policy.max_attempts,
        is_shown=not policy.is_plain or len(rows) > 1,
        counting=COUNTING[policy.counts] if policy.max_attempts != 1 else "",
        counts=policy.counts,
        lines=_lines(rows) if len(rows) > 1 else (),
        newest=rows[-1].number if rows else 0,
        may_start_over=may,
        waits_until=None if may else offer.starts_over_from,
        has_new_version=bool(rows) and rows[-1].state == AttemptState.MOVED and offer.way == policies.Way.START,
    )


def _lines(rows: Sequence[Attempt]) -> tuple[AttemptLine, ...]:
    lines, used = [], 0
    for row in rows:
        made = policies.made(row)
        used += made.is_used_up
        lines.append(_line(row, made, number=used if made.is_used_up else 0))
    return tuple(lines)


def _line(attempt: Attempt, made: Made, *, number: int) -> AttemptLine:
    graded = made.verdict.success if made.verdict.success in WORDS else ""
    word = graded or ("completed" if made.is_over else "begun")
    return AttemptLine(
        number=number,
        started_at=attempt.started_at,
        word=WORDS[word],
        score=attempt.score,
        is_earlier_version=attempt.state == AttemptState.MOVED,
        is_reset=attempt.state == AttemptState.RESET,
    )
