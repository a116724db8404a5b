"""
The catalogue: full-text search, facets with counts, related offers and the month.

One statement per search when the process knows the entries already (search.snapshot); the same on both databases.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from courses.models import Course
from courses.rules import RunState
from courses.search import facets, memory, snapshot, timing
from courses.search.criteria import PARAMETERS, Search, Start, page_number
from courses.search.facets import Facet, FacetChoice
from courses.search.matching import Matches, match
from courses.search.reasons import reasons
from courses.search.snapshot import Row, RunDates, Snapshot
from courses.search.timing import Day

__all__ = [
    "PARAMETERS",
    "Facet",
    "FacetChoice",
    "Hit",
    "Month",
    "MonthStart",
    "Result",
    "RunDates",
    "Search",
    "Start",
    "month",
    "page_number",
    "related",
    "search",
]


@dataclass(frozen=True, slots=True)
class Hit:
    """A course that was found: what its card says, why, and when it can begin."""

    course_id: int
    public_id: str
    slug: str  # of the source, which is the address in every language
    reasons: list[str]  # why it fits, in the language asked for, strongest first
    title: str
    summary: str
    language: str  # of title and summary: the one asked for where a translation is public, else the source's
    format: str  # key of Course.Format
    cefr_entry: str
    is_paid: bool
    provider: str
    city: str
    total_teaching_units: Decimal  # 1 teaching unit is 45 minutes
    # The run that leads by its dates among those that fit what was chosen; whether places are left is for
    # `admissions` to say. Never one that is over, called off or put away.
    next_run: RunDates | None
    next_start: date | None  # its first day; None when it is on and nobody can join any more
    next_state: RunState | None
    other_runs: tuple[RunDates, ...]  # further announced runs that are not over


@dataclass(frozen=True, slots=True)
class Result:
    """One page of what was found."""

    hits: list[Hit]
    total: int
    facets: tuple[Facet, ...]
    page: int
    pages: int  # at least 1
    did_you_mean: str | None  # the text as it was understood, when something in it is written like nothing known
    is_partial: bool  # no offer holds all words; these hold at least one


@dataclass(frozen=True, slots=True)
class MonthStart:
    """A run that begins within a month."""

    course_id: int
    slug: str
    title: str
    language: str  # of the title
    run_id: int
    starts_on: date
    ends_on: date
    state: RunState  # by its dates


@dataclass(frozen=True, slots=True)
class Month:
    """What begins within a month, by day; `before` and `after` count what begins earlier and later."""

    first: date
    days: dict[date, list[MonthStart]]
    before: int
    after: int


def search(
    search: Search,
    *,
    at: datetime,
    language: str,
    page: int = 1,
    per_page: int = 24,
    full_runs: Collection[int] = frozenset(),
) -> Result:
    """
    Return one page of the courses that match, with facets; a page beyond the last is the last.

    `full_runs` are the keys of runs without a free place, which another floor counts: what one can join comes first.
    """
    held = memory.current()
    day = timing.on_day(held, at)
    matches = match(search.text, held)
    with translation.override(language):
        bits, offered = facets.narrow(search, matches.bits, held, day)
        slots = _ordered(bits, search, matches, held, day, language, full_runs)
        pages = max(1, -(-len(slots) // per_page))
        page = min(max(page, 1), pages)
        shown = slots[(page - 1) * per_page : page * per_page]
        hits = [_hit(slot, search, matches, held, day, language, full_runs) for slot in shown]
    return Result(hits, len(slots), offered, page, pages, matches.did_you_mean, matches.is_partial)


def chosen(course_ids: Iterable[int], *, at: datetime, language: str) -> list[Hit]:
    """Return these courses in this order; those that are not public, or no more, are left out."""
    held = memory.current()
    day, nothing = timing.on_day(held, at), match("", held)
    slots = [held.slots[key] for key in dict.fromkeys(course_ids) if key in held.slots]
    with translation.override(language):
        return [_hit(slot, Search(), nothing, held, day, language) for slot in slots]


def related(course: Course, *, at: datetime, language: str = "de", limit: int = 3) -> list[Hit]:
    """Return other offers that somebody who reads about this one may want, nearest first."""
    held = memory.current()
    slot = held.slots.get(course.translation_of_id or course.pk)
    if slot is None:
        return []
    day, own = timing.on_day(held, at), held.row(slot)
    scored = [
        (-score, *_by_start(other, Search(), held, day))
        for other in snapshot.members(held.everything)
        if other != slot and (score := _nearness(own, held.row(other))) > 0
    ]
    nothing = match("", held)
    with translation.override(language):
        return [_hit(found[-1], Search(), nothing, held, day, language) for found in sorted(scored)[:limit]]


def month(search: Search, *, year: int, month: int, at: datetime, language: str = "de") -> Month:
    """Return which of the matching courses' runs begin in this month; times of day chosen hold for the run."""
    held = memory.current()
    day = timing.on_day(held, at)
    search = replace(search, starts=())
    bits, _offered = facets.narrow(search, match(search.text, held).bits, held, day, with_counts=False)
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    days: dict[date, list[MonthStart]] = {}
    before = after = 0
    for start in sorted(_starts(bits, search, held, day, language), key=lambda found: (found.starts_on, found.slug)):
        before += start.starts_on < first
        after += start.starts_on > last
        if first <= start.starts_on <= last:
            days.setdefault(start.starts_on, []).append(start)
    return Month(first, days, before, after)


def _starts(bits: int, search: Search, held: Snapshot, day: Day, language: str) -> Iterable[MonthStart]:
    for slot in snapshot.members(bits):
        row = held.row(slot)
        shown_in = row.readable(language)
        title = row.titles.get(shown_in, "")
        for found in day.by_slot[slot]:
            if not search.times_of_day or set(search.times_of_day).intersection(found.run.times_of_day):
                run = found.run
                yield MonthStart(
                    row.course_id, row.slug, title, shown_in, run.pk, run.starts_on, run.ends_on, found.state
                )


def _ordered(
    bits: int,
    search: Search,
    matches: Matches,
    held: Snapshot,
    day: Day,
    language: str,
    full: Collection[int],
) -> list[int]:
    slots = snapshot.members(bits)
    if search.order == "start":
        return [key[-1] for key in sorted(_by_start(slot, search, held, day, full) for slot in slots)]
    fits = matches.points()
    keys = [
        (
            -fits.get(slot, 0.0) - _readiness(slot, held, day, language, full),
            *_by_start(slot, search, held, day, full),
        )
        for slot in slots
    ]
    return [key[-1] for key in sorted(keys)]


def _by_start(
    slot: int, search: Search, held: Snapshot, day: Day, full: Collection[int] = frozenset()
) -> tuple[Any, ...]:
    leading = day.leading(slot, search.starts, search.times_of_day, full)
    start = leading.next_start if leading else None
    is_full = leading is not None and leading.run.pk in full
    return (start is None, is_full, start or date.max, leading is None, held.row(slot).sort_title, slot)


def _readiness(slot: int, held: Snapshot, day: Day, language: str, full: Collection[int]) -> float:
    """Of two that the words fit alike, the one that can be joined and read comes first."""
    leading = day.leading(slot, full=full)
    can_begin = leading is not None and leading.start is not None and leading.run.pk not in full
    return (1.0 if can_begin else 0.0) + (0.5 if language in held.row(slot).titles else 0.0)


def _nearness(own: Row, other: Row) -> int:
    score = 0
    score += 6 if own.occupation_id and own.occupation_id == other.occupation_id else 0
    score += 2 if own.offer_kind == other.offer_kind else 0
    score += 2 if own.cefr_goal and own.cefr_goal == other.cefr_entry else 0  # what comes next
    score += len(set(own.target_groups) & set(other.target_groups))
    return score


def _hit(
    slot: int,
    search: Search,
    matches: Matches,
    held: Snapshot,
    day: Day,
    language: str,
    full: Collection[int] = frozenset(),
) -> Hit:
    row, leading = held.row(slot), day.leading(slot, search.starts, search.times_of_day, full)
    others = tuple(found.run for found in day.by_slot[slot] if found is not leading)
    shown_in, provider = row.readable(language), held.names.providers[row.provider_id]
    return Hit(
        course_id=row.course_id,
        public_id=row.public_id,
        slug=row.slug,
        reasons=reasons(slot, search, matches, held, leading, language),
        title=row.titles.get(shown_in, ""),
        summary=row.summaries.get(shown_in, ""),
        language=shown_in,
        format=row.format,
        cefr_entry=row.cefr_entry,
        is_paid=row.is_paid,
        provider=provider.name,
        city=provider.city,
        total_teaching_units=row.teaching_units,
        next_run=leading.run if leading else None,
        next_start=leading.next_start if leading else None,
        next_state=leading.state if leading else None,
        other_runs=others,
    )
