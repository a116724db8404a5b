"""User names: what they may look like, and proposals that tell nothing about who is already here."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# No "@": a user name must never look like somebody's e-mail address, because both are accepted at sign-in.
validators = [
    RegexValidator(
        r"^[\w.\-]{3,60}\Z",
        _("Erlaubt sind mindestens 3 Buchstaben oder Ziffern, dazu Punkt, Minus und Unterstrich. Keine Leerzeichen."),
    )
]


def propose(full_name: str) -> str:
    """
    Return a user name such as "amina-4827" for this name.

    The digits are always there and always random: a number that counts would show how many others are here.
    """
    latin = unicodedata.normalize("NFKD", full_name.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", latin)
    stem = next((word for word in words if len(word) >= 3), "person")[:20]
    return f"{stem}-{secrets.randbelow(9000) + 1000}"
