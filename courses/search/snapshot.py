"""
All entries of the catalogue in the memory of one process, as bit sets.

A set of courses is one Python integer with a bit per course, so that combining facets and counting them is a few
machine instructions per choice, and no query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from courses.models import CatalogueEntry, CefrLevel, Course
from courses.search import words
from courses.search.names import Names

LADDER = CefrLevel.values


@dataclass(frozen=True, slots=True)
class RunDates:
    """An announced run as the catalogue needs it, neither called off nor put away."""

    pk: int
    starts_on: date
    ends_on: date
    enrol_from: date
    enrol_until: date
    times_of_day: tuple[str, ...]
    announced_at: ClassVar[datetime] = datetime.min.replace(tzinfo=UTC)
    cancelled_at: ClassVar[None] = None
    archived_at: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Row:
    """A course as the catalogue needs it."""

    course_id: int
    stamp: int
    public_id: str
    slug: str
    provider_id: int
    occupation_id: int | None
    region_id: int | None
    offer_kind: str
    cefr_entry: str
    cefr_goal: str
    target_groups: tuple[str, ...]
    format: str
    teaching_language: str
    teaching_units: Decimal
    is_paid: bool
    titles: dict[str, str]  # the source's first
    summaries: dict[str, str]  # of the same languages
    runs: tuple[RunDates, ...]
    sort_title: str
    terms: tuple[tuple[str, str], ...]  # where -> terms, as stored

    def readable(self, language: str) -> str:
        """Return the language to show the texts in: this one where a translation is public, else their own."""
        return language if language in self.titles else next(iter(self.titles), language)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a process knows of the catalogue; never changed once others can see it. Bit `n` of any set is `rows[n]`."""

    fingerprint: tuple[int, ...] = ()
    names: Names = field(default_factory=Names)
    rows: tuple[Row | None, ...] = ()  # None where a course has left
    everything: int = 0
    # Field of Search -> value -> courses; starts and times of day come from the runs, see search.timing.
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    # Term -> where it stands -> courses; of the courses' own texts, and of the names of what they belong to.
    postings: dict[str, dict[str, int]] = field(default_factory=dict)
    named: dict[str, dict[str, int]] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)
    slots: dict[int, int] = field(default_factory=dict)  # course -> bit
    by_day: dict[date, Any] = field(default_factory=dict)  # what search.timing made of the runs on a day

    def row(self, slot: int) -> Row:
        """Return the course with this bit, which is one of `everything`."""
        row = self.rows[slot]
        if row is None:
            raise LookupError(slot)
        return row

    def bits(self, field_name: str, value: str) -> int:
        """Return the courses with this value."""
        return self.facets.get(field_name, {}).get(value, 0)

    def places(self, term: str) -> Iterator[tuple[str, int]]:
        """Return where this term stands, with the courses."""
        yield from self.postings.get(term, {}).items()
        yield from self.named.get(term, {}).items()

    def spelling(self, term: str) -> str | None:
        """Return a word as people write it that gives this term, out of a name or a title."""
        if known := self.names.spellings.get(term):
            return known
        slots = members(self.postings.get(term, {}).get("title", 0))
        titles = self.row(slots[0]).titles.values() if slots else ()
        return next((word for title in titles for word in words.words(title) if term in words.forms(word)), None)


def members(bits: int) -> list[int]:
    """Return the bits of a set, ascending."""
    text = bin(bits)[:1:-1]
    found, slot = [], text.find("1")
    while slot >= 0:
        found.append(slot)
        slot = text.find("1", slot + 1)
    return found


def bit_set(slots: Iterable[int], size: int) -> int:
    """Return the set of these bits, all below `size`."""
    buffer = bytearray(size // 8 + 1)
    for slot in slots:
        buffer[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(buffer, "little")


COLUMNS = (
    "course_id", "stamp", "course__public_id", "course__slug", "course__provider_id", "occupation_id", "region_id",
    "offer_kind", "cefr_entry", "cefr_goal", "target_groups", "format", "teaching_language", "teaching_units",
    "is_paid", "titles", "summaries", "runs", "terms",
)  # fmt: skip


def rows_of(entries: Any) -> list[Row]:
    """Return the rows of a query set of entries."""
    return [_row(*values) for values in entries.values_list(*COLUMNS)]


def _row(*values: Any) -> Row:
    known = dict(zip(COLUMNS, values, strict=True))
    titles = dict(known["titles"])
    title = str(next(iter(titles.values()), ""))
    return Row(
        course_id=known["course_id"],
        stamp=known["stamp"],
        public_id=known["course__public_id"],
        slug=known["course__slug"],
        provider_id=known["course__provider_id"],
        occupation_id=known["occupation_id"],
        region_id=known["region_id"],
        offer_kind=known["offer_kind"],
        cefr_entry=known["cefr_entry"],
        cefr_goal=known["cefr_goal"],
        target_groups=tuple(known["target_groups"]),
        format=known["format"],
        teaching_language=known["teaching_language"],
        teaching_units=known["teaching_units"],
        is_paid=known["is_paid"],
        titles=titles,
        summaries=dict(zip(titles, known["summaries"], strict=False)),  # none in what was written before there were any
        runs=tuple(_run(*run) for run in known["runs"]),
        sort_title=" ".join(words.fold(word) for word in words.words(title)),
        terms=tuple(known["terms"].items()),
    )


def _run(run_id: int, starts_on: str, ends_on: str, enrol_from: str, enrol_until: str, times: list[str]) -> RunDates:
    day = date.fromisoformat
    return RunDates(run_id, day(starts_on), day(ends_on), day(enrol_from), day(enrol_until), tuple(times))


def values_of(row: Row, names: Names) -> Iterator[tuple[str, str]]:
    """Yield (field of Search, value) of everything this course has."""
    provider = names.providers[row.provider_id]
    yield "providers", str(row.provider_id)
    yield "networks", provider.network.code
    yield "offer_kinds", row.offer_kind
    yield "formats", row.format
    yield "languages", row.teaching_language
    for group in row.target_groups:
        yield "target_groups", group
    if row.occupation_id in names.occupations:
        yield "occupations", names.occupations[row.occupation_id].key
    region = names.regions.get(row.region_id or provider.region_id or 0)
    if region is not None:
        yield "regions", region.public_id
    for level in levels_for(row):
        yield "levels", level


def levels_for(row: Row) -> list[str]:
    """
    Return the levels of German with which somebody can join and still has something to learn.

    Whoever has more than the course asks for may come; into a language course only below its goal.
    """
    if row.cefr_entry not in LADDER:
        return []
    is_language_course = row.offer_kind == Course.OfferKind.LANGUAGE_COURSE and row.cefr_goal in LADDER
    end = LADDER.index(row.cefr_goal) if is_language_course else len(LADDER)
    return LADDER[LADDER.index(row.cefr_entry) : end] or [row.cefr_entry]


def described(entry: type[CatalogueEntry] = CatalogueEntry) -> Any:
    """Return the entries that anybody may see: not those of providers that have left the stage."""
    return entry.objects.filter(course__provider__archived_at__isnull=True)
