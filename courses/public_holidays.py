"""Public holidays of a Land, as its law has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from accounts.models import Provider


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday. Its name is German unless English is asked for."""

    day: date
    name: str
    language: str


def land_of(provider: Provider) -> str:
    """Return the Land of the provider's region ("NI"), empty where no region is known."""
    return provider.region.land if provider.region is not None else ""


def holiday(day: date, land: str, language: str = "de") -> Holiday | None:
    """Return the public holiday on this day in the Land; without one, those that hold in all of Germany."""
    language = "en" if language == "en" else "de"
    name = _of_year(day.year, land, language).get(day)
    return Holiday(day, name, language) if name else None


def holidays_within(first: date, last: date, lands: Iterable[str], language: str = "de") -> dict[date, Holiday]:
    """Return the public holidays from `first` to `last` that hold in any of these Länder, by day."""
    language = "en" if language == "en" else "de"
    found: dict[date, Holiday] = {}
    for land in sorted(set(lands)) or [""]:
        for year in range(first.year, last.year + 1):
            for day, name in _of_year(year, land, language).items():
                if first <= day <= last:
                    found.setdefault(day, Holiday(day, name, language))
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def _of_year(year: int, land: str, language: str) -> dict[date, str]:
    wanted = "en_US" if language == "en" else "de"
    return dict(holidays.country_holidays("DE", subdiv=land or None, years=year, language=wanted).items())
