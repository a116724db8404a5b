"""
All entries of the catalogue in the memory of one process, as bit sets.

A set of courses is one Python integer with a bit per course, so that combining facets and counting them is a few
machine instructions per choice, and no query. A process asks before each search, with one statement, whether what it
holds is still what the database holds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Count, QuerySet, Sum, TextChoices
from django.utils import translation

from accounts.models import Network, Provider
from courses.models import CatalogueEntry, CefrLevel, Course, Occupation, OccupationName
from courses.search import words

# Names of networks, regions, providers and occupations belong to other rows; they are read anew this often.
SECONDS = 60


@dataclass(frozen=True, slots=True)
class RunDates:
    """An announced run as the catalogue needs it, neither called off nor put away."""

    run_id: int
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
    public_id: str
    slug: str
    provider_id: int
    occupation_id: int | None
    offer_kind: str
    cefr_entry: str
    cefr_goal: str
    target_groups: tuple[str, ...]
    format: str
    teaching_language: str
    teaching_units: Decimal
    titles: dict[str, str]
    runs: tuple[RunDates, ...]
    sort_title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet whose values are rows."""

    value: str
    label: Any  # what shows its name when turned into text


@dataclass(slots=True)
class Snapshot:
    """What a process knows of the catalogue. Bit `n` of any set is `rows[n]`."""

    fingerprint: tuple[int, int]
    loaded: float
    rows: list[Row] = field(default_factory=list)
    everything: int = 0
    # Field of Search -> value -> courses; starts and times of day come from the runs, see search.timing.
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    # Term -> where it stands -> courses.
    postings: dict[str, dict[str, int]] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)
    spellings: dict[str, str] = field(default_factory=dict)  # term -> a word as people write it
    occupations: dict[int, Occupation] = field(default_factory=dict)
    providers: dict[int, Provider] = field(default_factory=dict)
    by_course: dict[int, int] = field(default_factory=dict)
    by_day: dict[date, Any] = field(default_factory=dict)  # what search.timing made of the runs on a day

    def bits(self, field_name: str, value: str) -> int:
        """Return the courses with this value."""
        return self.facets.get(field_name, {}).get(value, 0)


_lock = threading.Lock()
_held: list[Snapshot] = []


def current() -> Snapshot:
    """Return what the database holds now; one statement when that is known already."""
    fingerprint = _fingerprint()
    held = _held[0] if _held else None
    if held is not None and _is_fresh(held, fingerprint):
        return held
    with _lock:
        held = _held[0] if _held else None
        if held is None or not _is_fresh(held, fingerprint):
            held = _load(fingerprint)
            _held[:] = [held]
    return held


def _is_fresh(snapshot: Snapshot, fingerprint: tuple[int, int]) -> bool:
    return snapshot.fingerprint == fingerprint and time.monotonic() - snapshot.loaded < SECONDS


def _entries() -> QuerySet[CatalogueEntry]:
    return CatalogueEntry.objects.filter(course__provider__archived_at__isnull=True)


def _fingerprint() -> tuple[int, int]:
    found = _entries().aggregate(count=Count("pk"), stamps=Sum("stamp"))
    return found["count"], int(found["stamps"] or 0)


def _load(fingerprint: tuple[int, int]) -> Snapshot:
    snapshot = Snapshot(fingerprint, time.monotonic())
    snapshot.providers = {
        provider.pk: provider for provider in Provider.objects.filter(archived_at=None).select_related("network")
    }
    snapshot.occupations = {occupation.pk: occupation for occupation in Occupation.objects.order_by("title_de")}
    slots: dict[tuple[str, str], list[int]] = {}
    facets: dict[str, dict[str, list[int]]] = {}
    for slot, entry in enumerate(_entries().select_related("course").only(*_COLUMNS).order_by("pk")):
        row = _row(entry)
        snapshot.rows.append(row)
        snapshot.by_course[row.course_id] = slot
        for place, text in entry.terms.items():
            for term in text.split():
                slots.setdefault((term, place), []).append(slot)
        for name, value in _values(row, snapshot):
            facets.setdefault(name, {}).setdefault(value, []).append(slot)
    size = len(snapshot.rows)
    snapshot.everything = (1 << size) - 1
    snapshot.facets = {
        name: {value: bit_set(found, size) for value, found in by_value.items()} for name, by_value in facets.items()
    }
    for (term, place), found in slots.items():
        snapshot.postings.setdefault(term, {})[place] = bit_set(found, size)
    _name_rows(snapshot)
    snapshot.vocabulary = sorted(snapshot.postings)
    _learn_spellings(snapshot)
    return snapshot


_COLUMNS = [
    "offer_kind", "occupation_id", "cefr_entry", "cefr_goal", "target_groups", "format", "teaching_language",
    "teaching_units", "titles", "terms", "runs", "course__public_id", "course__slug", "course__provider_id",
]  # fmt: skip


def bit_set(slots: Iterable[int], size: int) -> int:
    """Return the set of these slots."""
    buffer = bytearray(size // 8 + 1)
    for slot in slots:
        buffer[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(buffer, "little")


def members(bits: int) -> list[int]:
    """Return the slots of a set, ascending."""
    text = bin(bits)[:1:-1]
    found, slot = [], text.find("1")
    while slot >= 0:
        found.append(slot)
        slot = text.find("1", slot + 1)
    return found


def _row(entry: CatalogueEntry) -> Row:
    course = entry.course
    title = str(next(iter(entry.titles.values()), ""))
    return Row(
        course_id=entry.course_id,
        public_id=course.public_id,
        slug=course.slug,
        provider_id=course.provider_id,
        occupation_id=entry.occupation_id,
        offer_kind=entry.offer_kind,
        cefr_entry=entry.cefr_entry,
        cefr_goal=entry.cefr_goal,
        target_groups=tuple(entry.target_groups),
        format=entry.format,
        teaching_language=entry.teaching_language,
        teaching_units=entry.teaching_units,
        titles=entry.titles,
        runs=tuple(_run(*values) for values in entry.runs),
        sort_title=" ".join(words.fold(word) for word in words.words(title)),
    )


def _run(run_id: int, starts_on: str, ends_on: str, enrol_from: str, enrol_until: str, times: list[str]) -> RunDates:
    day = date.fromisoformat
    return RunDates(run_id, day(starts_on), day(ends_on), day(enrol_from), day(enrol_until), tuple(times))


def _values(row: Row, snapshot: Snapshot) -> Iterable[tuple[str, str]]:
    yield "offer_kinds", row.offer_kind
    yield "formats", row.format
    yield "languages", row.teaching_language
    for group in row.target_groups:
        yield "target_groups", group
    if row.occupation_id in snapshot.occupations:
        yield "occupations", snapshot.occupations[row.occupation_id].key
    yield "providers", str(row.provider_id)
    yield "networks", snapshot.providers[row.provider_id].network.code
    for level in levels_for(row):
        yield "levels", level


def levels_for(row: Row) -> list[str]:
    """
    Return the levels of German with which somebody can join and still has something to learn.

    Whoever has more than the course asks for may come; into a language course only below its goal.
    """
    ladder = CefrLevel.values
    if row.cefr_entry not in ladder:
        return []
    is_language_course = row.offer_kind == Course.OfferKind.LANGUAGE_COURSE and row.cefr_goal in ladder
    end = ladder.index(row.cefr_goal) if is_language_course else len(ladder)
    return ladder[ladder.index(row.cefr_entry) : end] or [row.cefr_entry]


def _name_rows(snapshot: Snapshot) -> None:
    """Let words of names find the courses of an occupation or a provider, and offer those names as choices."""
    names: dict[int, list[str]] = {}
    for occupation_id, name in OccupationName.objects.values_list("occupation_id", "name"):
        names.setdefault(occupation_id, []).append(name)
    for occupation in snapshot.occupations.values():
        texts = [occupation.title_de, occupation.title_en, *names.get(occupation.pk, [])]
        _index(snapshot, "occupation", texts, snapshot.bits("occupations", occupation.key))
    for provider in snapshot.providers.values():
        texts = [provider.name, provider.city, provider.network.name]
        _index(snapshot, "provider", texts, snapshot.bits("providers", str(provider.pk)))
    for field_name, labels in (("offer_kinds", Course.OfferKind), ("formats", Course.Format)):
        for value in labels.values:
            _index(snapshot, "offer", _in_all_languages(labels(value)), snapshot.bits(field_name, value))
    networks = Network.objects.filter(archived_at=None).order_by("name")
    snapshot.choices = {
        "occupations": [Choice(found.key, found) for found in snapshot.occupations.values()],
        "networks": [Choice(found.code, found.name) for found in networks],
    }


def _in_all_languages(choice: TextChoices) -> list[str]:
    names = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.append(str(choice.label))
    return names


def _index(snapshot: Snapshot, place: str, texts: list[str], bits: int) -> None:
    for term in words.terms(texts):
        places = snapshot.postings.setdefault(term, {})
        places[place] = places.get(place, 0) | bits
    _spell(snapshot, texts)


def _learn_spellings(snapshot: Snapshot) -> None:
    for row in snapshot.rows:
        _spell(snapshot, row.titles.values())


def _spell(snapshot: Snapshot, texts: Iterable[str]) -> None:
    for text in texts:
        for word in words.words(text):
            for term in words.forms(word):
                snapshot.spellings.setdefault(term, word)
