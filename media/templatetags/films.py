"""A film in the languages of those who watch it."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from media.models import Film

register = template.Library()


@register.simple_tag
def film_texts(film: Film) -> dict[str, Any]:
    """Return `tracks` and `transcript` for readers of the active language. One statement."""
    language = get_language() or settings.LANGUAGE_CODE
    prefetch_related_objects([film], "texts")
    return {"tracks": film.tracks(language), "transcript": film.transcript_in(language)}
