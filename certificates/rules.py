"""Pure rules about names and who may do what."""

from __future__ import annotations

import re
import unicodedata

from certificates.facts import CertificateFacts


def _letters(name: str) -> list[str]:
    """Return the words of a name without case, accents or order: people type what their keyboard has."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return sorted(re.findall(r"\w+", plain))


def name_matches(typed: str, facts: CertificateFacts) -> bool:
    """Return whether the typed name is the holder's, in Latin or in the original script."""
    words = _letters(typed)
    names = [name for name in (facts.holder_name, facts.original_name) if name]
    return bool(words) and any(words == _letters(name) for name in names)


def initials(name: str) -> str:
    """Return the initials that the public page shows: "Olena Kovalenko" gives "O. K."."""
    return " ".join(f"{word[0].upper()}." for word in re.findall(r"\w+", name))
