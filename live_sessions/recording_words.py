"""How the formats of a recording are called by those who watch it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

# What BigBlueButton calls them. Others exist that are about people ("statistics"): only staff ever hears of those.
FOR_LEARNERS: dict[str, StrOrPromise] = {
    "presentation": gettext_lazy("Mit Folien ansehen"),
    "video": gettext_lazy("Als Video ansehen"),
    "screenshare": gettext_lazy("Geteilten Bildschirm ansehen"),
    "podcast": gettext_lazy("Nur anhören"),
    "notes": gettext_lazy("Gemeinsame Notizen lesen"),
}


def pseudonym(number: int) -> str:
    """Return what somebody is called in a room who does not want to be recorded: one name in all languages."""
    return f"Teilnehmer*in {number}"
