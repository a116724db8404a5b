"""What somebody searches for, as the address of the catalogue says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.models import CefrLevel, Course, Run, TeachingLanguage

LONGEST_TEXT = 120
HIGHEST_PAGE = 10_000


class Start(TextChoices):
    """When one can begin; counted in days from the day of the search."""

    NOW = "now", _("läuft schon, Einstieg möglich")
    SOON = "30d", _("in den nächsten 30 Tagen")
    QUARTER = "90d", _("in 1 bis 3 Monaten")
    LATER = "later", _("später")
    OPEN = "open", _("noch ohne Termin")


# Field of Search -> name in the address. The order is that of the facets and of the canonical query string.
PARAMETERS = {
    "occupations": "beruf",
    "offer_kinds": "art",
    "levels": "niveau",
    "target_groups": "zielgruppe",
    "starts": "beginn",
    "times_of_day": "tageszeit",
    "formats": "format",
    "languages": "sprache",
    "networks": "netzwerk",
    "regions": "region",
}
KNOWN: dict[str, type[TextChoices]] = {
    "offer_kinds": Course.OfferKind,
    "levels": CefrLevel,
    "target_groups": Course.TargetGroup,
    "starts": Start,
    "times_of_day": Run.TimeOfDay,
    "formats": Course.Format,
    "languages": TeachingLanguage,
}
# What these know, read once: an enumeration puts its list together anew each time.
KNOWN_VALUES = {field: tuple(known.values) for field, known in KNOWN.items()}
# The values of these are rows; which ones exist is seen when searching.
SHAPES = {
    "occupations": re.compile(r"[a-z0-9-]{1,40}"),
    "networks": re.compile(r"[A-Z]{2,6}"),
    "regions": re.compile(r"[0-9a-z]{12}"),
}
ORDERS = {"start": "beginn", "fit": "passung"}
Order = Literal["start", "fit"]


@dataclass(frozen=True, slots=True)
class Search:
    """A text and chosen facets. Several values of one facet mean any of them, several facets all of them."""

    text: str = ""
    offer_kinds: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    times_of_day: tuple[str, ...] = ()
    order: Order = "start"

    @classmethod
    def from_query(cls, data: QueryDict) -> Search:
        """Read an address, however it was typed: what is unknown is left out, and nothing is an error."""
        text = " ".join(data.get("suche", "").replace("\0", " ").split())[:LONGEST_TEXT].strip()
        chosen = {field: _accepted(field, data.getlist(name)) for field, name in PARAMETERS.items()}
        orders: dict[str, Order] = {"beginn": "start", "passung": "fit"}
        return cls(text=text, order=orders.get(data.get("sortierung", ""), _usual_order(text)), **chosen)

    def to_query(self, *, page: int = 1, **changes: Any) -> str:
        """
        Return the canonical query string of this search with changes; empty when nothing is asked.

        Equal searches give equal strings, so that a page is cached once.
        """
        search = replace(self, **changes)
        pairs = [("suche", search.text)] if search.text else []
        for field, name in PARAMETERS.items():
            pairs += [(name, value) for value in _accepted(field, getattr(search, field))]
        if search.told_order:
            pairs.append(("sortierung", search.told_order))
        if page > 1:
            pairs.append(("seite", str(page)))
        return urlencode(pairs)

    @property
    def told_order(self) -> str:
        """The order as an address says it; empty for the usual one."""
        return "" if self.order == _usual_order(self.text) else ORDERS[self.order]

    @property
    def is_empty(self) -> bool:
        """Whether neither a text nor a facet narrows anything down."""
        return replace(self, order="start") == Search()

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen by field name, without the fields where none is."""
        return {field: getattr(self, field) for field in PARAMETERS if getattr(self, field)}


def page_number(data: QueryDict) -> int:
    """Return the page an address asks for; 1 when it says nothing sensible."""
    typed = data.get("seite", "")
    return max(1, min(int(typed), HIGHEST_PAGE)) if re.fullmatch(r"[0-9]{1,6}", typed) else 1


def _usual_order(text: str) -> Order:
    # Somebody who typed something wants that first; somebody who looks around wants to know what begins.
    return "fit" if text else "start"


def _accepted(field: str, values: Iterable[str]) -> tuple[str, ...]:
    asked = set(values)
    if not asked:
        return ()
    if field in KNOWN_VALUES:
        return tuple(value for value in KNOWN_VALUES[field] if value in asked)
    return tuple(sorted(value for value in asked if SHAPES[field].fullmatch(value)))[:20]


if {field.name for field in fields(Search)} - {"text", "order"} != set(PARAMETERS):
    raise RuntimeError("a field of Search has no name in the address")
