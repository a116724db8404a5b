"""
Keeping a process's snapshot of the catalogue true to the database.

Before each search a process asks, with one statement, whether what it holds is still what the database holds. If not,
it reads what changed and patches a copy: others go on with the old one until the new one is whole.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

from django.db import connection

from accounts.models import Provider
from courses.models import CatalogueEntry
from courses.search import names
from courses.search.names import Names
from courses.search.snapshot import Row, Snapshot, bit_set, described, rows_of, values_of

# Names of networks, regions, providers and occupations belong to other rows; they are read anew this often.
NAMES_SECONDS = 60
MOST_HOLES = 0.2  # of all bits; with more, the snapshot is made anew
# Asked before each search: to compose it each time costs more than the database needs for the answer.
FINGERPRINT = f"""
SELECT count(*), coalesce(sum(stamp), 0),
    (SELECT count(*) FROM {Provider._meta.db_table} WHERE archived_at IS NOT NULL),
    (SELECT coalesce(sum(id), 0) FROM {Provider._meta.db_table} WHERE archived_at IS NOT NULL)
FROM {CatalogueEntry._meta.db_table}
"""  # noqa: S608  names of our own tables, no value from outside
OF_PROVIDERS = slice(2, None)  # of a fingerprint

_lock = threading.Lock()
_held: list[Snapshot] = [Snapshot()]


def current() -> Snapshot:
    """Return what the database holds now; one statement when that is known already."""
    fingerprint = _fingerprint()
    if _is_true(_held[0], fingerprint):
        return _held[0]
    with _lock:
        if not _is_true(_held[0], fingerprint):
            _held[0] = _renewed(_held[0], fingerprint)
        return _held[0]


def forget() -> None:
    """Let go of everything, as a process that has just begun: after the database was put back to an older state."""
    _held[0] = Snapshot()


def _is_true(snapshot: Snapshot, fingerprint: tuple[int, ...]) -> bool:
    return snapshot.fingerprint == fingerprint and snapshot.names.age < NAMES_SECONDS


def _fingerprint() -> tuple[int, ...]:
    """Return the sums that change with any entry, and with any provider that leaves the stage or comes back."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return tuple(int(number) for number in cursor.fetchone())


def _renewed(old: Snapshot, fingerprint: tuple[int, ...]) -> Snapshot:
    stamps = dict(described().values_list("course_id", "stamp"))
    known = old.names
    if known.age >= NAMES_SECONDS or old.fingerprint[OF_PROVIDERS] != fingerprint[OF_PROVIDERS]:
        known = names.load()
    held = {row.course_id: row.stamp for row in old.rows if row is not None}
    rows = _rows([pk for pk, stamp in stamps.items() if held.get(pk) != stamp])
    if not all(_is_named(row, known) for row in rows):
        known = names.load()
    # A provider that left in this very moment takes its courses along.
    rows = [row for row in rows if row.provider_id in known.providers]
    gone = {row.course_id for row in old.rows if row is not None and not _is_there(row, stamps, known)}
    return _patched(old, rows, gone, known, fingerprint)


def _is_there(row: Row, stamps: Collection[int], known: Names) -> bool:
    return row.course_id in stamps and row.provider_id in known.providers


def _rows(course_ids: list[int]) -> list[Row]:
    if not course_ids:
        return []
    found = described()
    # With as many as this, naming each costs more than reading all.
    return rows_of(found.filter(course_id__in=course_ids) if len(course_ids) < 500 else found)


def _is_named(row: Row, known: Names) -> bool:
    return (
        row.provider_id in known.providers
        and row.occupation_id in {None, *known.occupations}
        and row.region_id in {None, *known.regions}
    )


def _patched(old: Snapshot, new: list[Row], gone: set[int], known: Names, fingerprint: tuple[int, ...]) -> Snapshot:
    if old.rows and old.rows.count(None) + len(gone) > MOST_HOLES * len(old.rows):
        replaced = gone | {row.course_id for row in new}
        new = [row for row in old.rows if row is not None and row.course_id not in replaced] + new
        old, gone = Snapshot(), set()
    rows, slots = list(old.rows), dict(old.slots)
    postings = {term: dict(places) for term, places in old.postings.items()}
    for course_id in gone:
        slot = slots.pop(course_id)
        _take_out(postings, rows[slot], slot)
        rows[slot] = None
    for row in new:
        slot = slots.setdefault(row.course_id, len(rows))
        if slot == len(rows):
            rows.append(None)
        _take_out(postings, rows[slot], slot)
        _put_in(postings, row, slot)
        rows[slot] = row
    facets = _facets(rows, known)
    named = _named(known, facets)
    return Snapshot(
        fingerprint=fingerprint,
        names=known,
        rows=tuple(rows),
        everything=bit_set((slot for slot, row in enumerate(rows) if row is not None), len(rows)),
        facets=facets,
        postings=postings,
        named=named,
        vocabulary=sorted(postings.keys() | named.keys()),
        slots=slots,
    )


def _put_in(postings: dict[str, dict[str, int]], row: Row, slot: int) -> None:
    bit = 1 << slot
    for place, terms in row.terms:
        for term in terms.split():
            places = postings.setdefault(term, {})
            places[place] = places.get(place, 0) | bit


def _take_out(postings: dict[str, dict[str, int]], row: Row | None, slot: int) -> None:
    others = ~(1 << slot)
    for place, terms in row.terms if row is not None else ():
        for term in terms.split():
            places = postings[term]
            places[place] &= others
            if not places[place]:
                del places[place]
            if not places:
                del postings[term]


def _facets(rows: list[Row | None], known: Names) -> dict[str, dict[str, int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for slot, row in enumerate(rows):
        for pair in values_of(row, known) if row is not None else ():
            found.setdefault(pair, []).append(slot)
    facets: dict[str, dict[str, int]] = {}
    for (field_name, value), of_pair in found.items():
        facets.setdefault(field_name, {})[value] = bit_set(of_pair, len(rows))
    return facets


def _named(known: Names, facets: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Let the words of a name find all courses that belong to what it names."""
    postings: dict[str, dict[str, int]] = {}
    for name in known.named:
        bits = facets.get(name.field, {}).get(name.value, 0)
        for term in name.terms if bits else ():
            places = postings.setdefault(term, {})
            places[name.place] = places.get(name.place, 0) | bits
    return postings
