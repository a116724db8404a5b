"""
How long somebody was there: from what was seen of them to whole seconds, and nothing else (ADR 0007).

Pure: the same intervals and the same window always give the same answer, so whatever arrives late is added and the
answer asked for again. All instants are aware and by our own clock.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

# Polling sees somebody once a minute and a little late: a shorter gap between two sightings is none it could know of.
BRIDGED = timedelta(seconds=90)
# BigBlueButton lists who has left for up to 60 s more. With a poll every 90 s at worst, polling may see somebody up to
# 150 s longer than a source that is right to the second; only what goes beyond proves that this source lost something.
ECHO = timedelta(seconds=60) + BRIDGED

Span: TypeAlias = tuple[datetime, datetime]


class Source(StrEnum):
    """Where an interval comes from. The first three are right to the second, the fourth to one poll."""

    ANALYTICS = "analytics"
    WEBHOOK = "webhook"
    ROOM = "room"  # signed in where the session takes place; told by the floor above, never by a server
    POLL = "poll"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Interval:
    """One stay in a meeting. `left_at` None: nobody told; then polls say until when, or the end of the meeting does."""

    meeting: Hashable
    source: Source
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Presence:
    """`seconds` inside the window, in `spans` that neither touch nor overlap; the rest is for people who look."""

    seconds: int
    spans: tuple[Span, ...]
    is_exact: bool  # right to the second; else within one poll for each coming and going


def presence(
    intervals: Iterable[Interval],
    *,
    starts_at: datetime,
    ends_at: datetime,
    meeting_ends: Mapping[Hashable, datetime],
    polled: Mapping[Hashable, Iterable[Span]] | None = None,
) -> Presence:
    """
    Return how long a person was present between the planned start and the confirmed end of a session.

    `intervals` are all of one person, of the meeting, its reopenings and its breakout rooms; two at once count once.
    `meeting_ends` says for each meeting when it ended, or until when it was seen, and `polled` when polls saw anybody
    in it, whoever it was: who was not among them had gone, though nobody told. What a person entered by hand replaces
    everything that was measured.
    """
    known = list(intervals)
    by_hand = [one for one in known if one.source == Source.MANUAL]
    spans: list[Span] = []
    is_exact = True
    if by_hand:
        spans = _closed(by_hand, meeting_ends)
    else:
        for meeting in dict.fromkeys(one.meeting for one in known):
            here = [one for one in known if one.meeting == meeting]
            found, found_exact = _in_meeting(here, meeting_ends, _union((polled or {}).get(meeting, ()), gap=BRIDGED))
            spans += found
            is_exact = is_exact and found_exact
    clipped = [(max(begin, starts_at), min(end, ends_at)) for begin, end in spans]
    union = _union(clipped)
    total = sum((end - begin for begin, end in union), timedelta(0))
    return Presence(total // timedelta(seconds=1), tuple(union), is_exact)


def _in_meeting(
    intervals: Sequence[Interval], meeting_ends: Mapping[Hashable, datetime], polled: Sequence[Span]
) -> tuple[list[Span], bool]:
    """Return a person's spans in one meeting by the best source there is, and whether they are right to the second."""
    by_source = {source: [one for one in intervals if one.source == source] for source in Source}
    seen = _closed(by_source[Source.POLL], meeting_ends)
    told = by_source[Source.ANALYTICS] or by_source[Source.WEBHOOK]
    bounded = [_until_missed(one, _union(seen, gap=BRIDGED), polled) for one in told]
    exact = _union(_closed([*bounded, *by_source[Source.ROOM]], meeting_ends))
    if not exact:
        return _union(seen, gap=BRIDGED), not seen
    lost = [span for span in _without(_union(seen), exact) if span[1] - span[0] > ECHO]
    return _union([*exact, *lost]), not lost and bounded == told


def _until_missed(stay: Interval, seen: Sequence[Span], polled: Sequence[Span]) -> Interval:
    """
    Return a stay of which nobody told the end, bounded by the first poll that saw others and not this person.

    `seen` is when polls saw the person, `polled` when they saw anybody. While polls were away nobody was missed, and
    whoever is in the last one was there at the end, which is later than it.
    """
    if stay.left_at is not None:
        return stay
    later = [span for span in seen if span[1] >= stay.joined_at]
    if not later:
        came_and_went = any(end > stay.joined_at + ECHO for _, end in polled)  # between two polls
        return replace(stay, left_at=stay.joined_at + BRIDGED) if came_and_went else stay
    for (_, end), again in zip(later, [*(begin for begin, _ in later[1:]), None], strict=True):
        if any(others_end > end and (again is None or others_begin < again) for others_begin, others_end in polled):
            return replace(stay, left_at=end)
    return stay


def _closed(intervals: Iterable[Interval], meeting_ends: Mapping[Hashable, datetime]) -> list[Span]:
    spans = ((one.joined_at, one.left_at or meeting_ends.get(one.meeting, one.joined_at)) for one in intervals)
    return [(begin, end) for begin, end in spans if begin < end]


def _union(spans: Iterable[Span], *, gap: timedelta = timedelta(0)) -> list[Span]:
    """Return the spans in order, with those that overlap, touch, or lie no further apart than `gap` made one."""
    union: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if union and begin - union[-1][1] <= gap:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((begin, end))
    return union


def _without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """Return what remains of the spans outside `taken`, both as `_union` returns them."""
    left: list[Span] = []
    for begin, end in spans:
        for taken_begin, taken_end in taken:
            if taken_end <= begin or taken_begin >= end:
                continue
            if begin < taken_begin:
                left.append((begin, taken_begin))
            begin = taken_end
        if begin < end:
            left.append((begin, end))
    return left


@dataclass(frozen=True, slots=True)
class AttendanceRule:
    """What counts as attended; a threshold that is None is not asked for, and without any a single second is enough."""

    min_percent: int | None = None  # 0 to 100, of the scheduled time
    min_minutes: int | None = None


def has_attended(*, present_seconds: int, scheduled_seconds: int, rule: AttendanceRule) -> bool:
    """Return whether the presence is enough by the rule: exact at the border, in whole numbers (ADR 0007)."""
    if rule.min_minutes is not None and present_seconds < rule.min_minutes * 60:
        return False
    if rule.min_percent is not None and present_seconds * 100 < rule.min_percent * scheduled_seconds:
        return False
    return present_seconds > 0
