"""German names and typed words in a sentence that may run from right to left."""

from __future__ import annotations

from django.utils.translation import get_language_bidi

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """Return the text so that a sentence in Arabic keeps its order around it (UAX #9); as it is elsewhere."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if get_language_bidi() else text
