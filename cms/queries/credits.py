"""Which pictures and films the public sees, and who made them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import Page, ReferenceIndex

from courses.models import Course, Unit
from media.models import Film, Image


@dataclass(frozen=True, slots=True)
class Credit:
    """A picture or film with its maker."""

    title: str
    credit: str
    licence: str
    licence_url: str
    source_url: str


def credits() -> list[Credit]:
    """Return every picture and film that a live page, course or unit shows, by title. Six queries for any number."""
    images = Image.objects.filter(_shown(Image) | Q(pk__in=Film.objects.filter(_shown(Film)).values("poster")))
    found = [
        Credit(image.title, image.credit, image.get_licence_display(), image.licence_url, image.source_url)
        for image in images.only("title", "credit", "licence", "source_url")
    ]
    films = Film.objects.filter(_shown(Film)).only("title", "credit")
    found += [Credit(film.title, film.credit, "", "", "") for film in films]
    return sorted(found, key=lambda entry: entry.title.casefold())


def _shown(model: type[Model]) -> Q:
    """Return the condition that something public refers to the row; drafts and what is offline do not count."""
    references = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(model))
    keys: dict[int, dict[int, set[str]]] = {}
    for base, source, target in references.values_list("base_content_type", "object_id", "to_object_id"):
        keys.setdefault(base, {}).setdefault(int(source), set()).add(target)
    shown: set[str] = set()
    for public in (Page, Course, Unit):
        sources = keys.get(ContentType.objects.get_for_model(public).pk, {})
        for key in public._default_manager.filter(pk__in=sources, live=True).values_list("pk", flat=True):
            shown |= sources[key]
    return Q(pk__in=[int(key) for key in shown])
