"""The names that rows beside the entries have: occupations in many languages, providers, networks, regions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import get_language

from accounts.models import Network, Provider, Region
from courses.models import Course, Occupation, OccupationName
from courses.search import words
from courses.search.bidi import isolated


def _call(name: Callable[[int], str], key: int) -> str:
    return name(key)


# Names depend on the language of whoever reads them, and are kept for all.
_lazily = lazy(_call, str)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet whose values are rows."""

    value: str
    label: Any  # what shows its name in the active language when turned into text


@dataclass(frozen=True, slots=True)
class Named:
    """Words that find all courses with a value of a facet."""

    field: str  # of Search, or "providers"
    value: str
    place: str  # key of matching.POINTS
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """All names at one moment."""

    loaded: float = 0.0  # of the clock that only counts
    providers: dict[int, Provider] = field(default_factory=dict)  # those on the stage, with their network
    occupations: dict[int, Occupation] = field(default_factory=dict)
    regions: dict[int, Region] = field(default_factory=dict)
    shown: dict[tuple[int, str], str] = field(default_factory=dict)  # (occupation, language) -> name for people
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)
    spellings: dict[str, str] = field(default_factory=dict)  # term -> a word as people write it

    def occupation_label(self, occupation_id: int | None) -> str:
        """Return the name in the active language, where there is one, beside the German one that offices use."""
        occupation = self.occupations[occupation_id or 0]
        own = self.shown.get((occupation.pk, (get_language() or "de").partition("-")[0]))
        return f"{own} · {isolated(occupation.title_de)}" if own else occupation.title

    @property
    def age(self) -> float:
        """Seconds since these were read."""
        return time.monotonic() - self.loaded


def load() -> Names:
    """Read all names; five statements."""
    providers = Provider.objects.filter(archived_at=None).select_related("network")
    names = Names(
        loaded=time.monotonic(),
        providers={provider.pk: provider for provider in providers},
        occupations={occupation.pk: occupation for occupation in Occupation.objects.order_by("title_de")},
        regions={region.pk: region for region in Region.objects.filter(archived_at=None).order_by("name")},
    )
    names.choices["occupations"] = [
        Choice(found.key, _lazily(names.occupation_label, found.pk)) for found in names.occupations.values()
    ]
    names.choices["regions"] = [Choice(found.public_id, found.name) for found in names.regions.values()]
    networks = Network.objects.filter(archived_at=None).order_by("name")
    names.choices["networks"] = [Choice(found.code, found.name) for found in networks]
    _name_occupations(names)
    _name_places(names)
    for field_name, labels in (("offer_kinds", Course.OfferKind), ("formats", Course.Format)):
        for value in labels.values:
            _add(names, field_name, value, "offer", _in_all_languages(labels(value)))
    return names


def _name_occupations(names: Names) -> None:
    known: dict[int, list[str]] = {}
    for found in OccupationName.objects.order_by("pk"):
        known.setdefault(found.occupation_id, []).append(found.name)
        if found.is_shown:
            names.shown[found.occupation_id, found.language] = found.name
    for occupation in names.occupations.values():
        texts = [*known.get(occupation.pk, []), occupation.title_de, occupation.title_en]
        _add(names, "occupations", occupation.key, "occupation", texts)


def _name_places(names: Names) -> None:
    for provider in names.providers.values():
        texts = [provider.name, provider.city, provider.network.name]
        _add(names, "providers", str(provider.pk), "provider", texts)
    for region in names.regions.values():
        _add(names, "regions", region.public_id, "provider", [region.name, region.get_land_display()])


def _add(names: Names, field_name: str, value: str, place: str, texts: Iterable[str]) -> None:
    texts = list(texts)
    names.named.append(Named(field_name, value, place, tuple(words.terms(texts))))
    for text in texts:
        for word in words.words(text):
            for term in words.forms(word):
                names.spellings.setdefault(term, word)


def _in_all_languages(choice: TextChoices) -> list[str]:
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(choice.label))
    return found
