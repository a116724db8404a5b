"""Narrowing down, and how many offers each further choice would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from courses.search.criteria import KNOWN, PARAMETERS, Search
from courses.search.snapshot import Snapshot
from courses.search.timing import Day

LABELS: dict[str, StrOrPromise] = {
    "occupations": _("Beruf"),
    "offer_kinds": _("Art des Angebots"),
    "levels": _("Mein Deutsch"),
    "target_groups": _("Zielgruppe"),
    "starts": _("Beginn"),
    "times_of_day": _("Tageszeit"),
    "formats": _("Format"),
    "languages": _("Unterrichtssprache"),
    "networks": _("Netzwerk"),
    "regions": _("Region"),
}
OF_RUNS = ("starts", "times_of_day")


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value: `count` offers are left when it alone is chosen here, with all other facets as they are."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow down; choices that no offer of the catalogue has are not listed unless chosen."""

    name: str  # in the address
    field: str  # of Search
    label: str
    choices: tuple[FacetChoice, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether something is chosen here."""
        return any(choice.is_chosen for choice in self.choices)


def narrow(
    search: Search, found: int, held: Snapshot, day: Day, *, with_counts: bool = True
) -> tuple[int, tuple[Facet, ...]]:
    """Return the courses that fit text and facets, and the facets. Unknown rows that were chosen are ignored."""
    chosen = {field: _existing(field, values, held) for field, values in search.chosen.items()}
    sets = {field: _any_of(field, chosen, held, day) for field in PARAMETERS if chosen.get(field)}
    bits = found
    for one in sets.values():
        bits &= one
    if not with_counts:
        return bits, ()
    return bits, tuple(_facet(field, chosen, sets, found, held, day) for field in PARAMETERS)


def _existing(field: str, values: tuple[str, ...], held: Snapshot) -> tuple[str, ...]:
    if field in KNOWN:
        return values
    known = {choice.value for choice in held.names.choices.get(field, [])}
    return tuple(value for value in values if value in known)


def _any_of(field: str, chosen: dict[str, tuple[str, ...]], held: Snapshot, day: Day) -> int:
    if field in OF_RUNS:
        # One and the same run must begin then and be on at that time.
        return day.having(chosen.get("starts", ()), chosen.get("times_of_day", ()))
    bits = 0
    for value in chosen[field]:
        bits |= held.bits(field, value)
    return bits


def _facet(
    field: str, chosen: dict[str, tuple[str, ...]], sets: dict[str, int], found: int, held: Snapshot, day: Day
) -> Facet:
    others = found
    for name, bits in sets.items():
        if name != field and not (field in OF_RUNS and name in OF_RUNS):
            others &= bits
    choices = []
    for value, label in _values(field, held):
        everywhere, bits = _bits_of(field, value, chosen, held, day)
        is_chosen = value in chosen.get(field, ())
        if everywhere or is_chosen:
            choices.append(FacetChoice(value, str(label), (others & bits).bit_count(), is_chosen))
    return Facet(PARAMETERS[field], field, str(LABELS[field]), tuple(choices))


def _values(field: str, held: Snapshot) -> Sequence[tuple[str, Any]]:
    if field in KNOWN:
        return _known_values(field, get_language() or "")
    return [(choice.value, choice.label) for choice in held.names.choices.get(field, [])]


@cache
def _known_values(field: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return values and labels in the active language, which `language` names; both stay while the process lives."""
    return tuple((value, str(label)) for value, label in KNOWN[field].choices)


def _bits_of(field: str, value: str, chosen: dict[str, tuple[str, ...]], held: Snapshot, day: Day) -> tuple[int, int]:
    """Return who has this value at all, and who has it with what was chosen in the facet that looks at the same run."""
    if field == "starts":
        return day.having((value,), ()), day.having((value,), chosen.get("times_of_day", ()))
    if field == "times_of_day":
        return day.having((), (value,)), day.having(chosen.get("starts", ()), (value,))
    bits = held.bits(field, value)
    return bits, bits
