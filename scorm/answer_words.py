# messages: back office
"""Answers and questions as people read them, where a package wrote them for machines."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scorm.texts import printable

PROPERTIES: Final = re.compile(r"\{(?:lang|case_matters|order_matters)=[^{}]*\}")  # before a pattern (2004)
URN: Final = re.compile(r"urn:[A-Za-z0-9-]+:")  # how tools wrap words to make them identifiers of 2004
PARTS_12: Final = ("choice", "sequencing", "likert")
LIST, PAIR, RANGE = "[,]", "[.]", "[:]"


KINDS: Final = {
    "choice": gettext_lazy("Auswahl"),
    "true-false": gettext_lazy("stimmt oder stimmt nicht"),
    "fill-in": gettext_lazy("Lückentext"),
    "long-fill-in": gettext_lazy("eigene Worte"),
    "matching": gettext_lazy("Zuordnung"),
    "sequencing": gettext_lazy("Reihenfolge"),
    "performance": gettext_lazy("Handlung in Schritten"),
    "likert": gettext_lazy("Einschätzung"),
    "numeric": gettext_lazy("Zahl"),
    "other": gettext_lazy("etwas anderes"),
}


def kind_words(kind: str) -> str:
    """Return what sort of question it is; a word of no standard as it came."""
    return str(KINDS[kind]) if kind in KINDS else printable(kind)


def words(text: str) -> str:
    """Return an identifier with the words that a tool hid in it: underscores, percent signs, a URN."""
    plain = URN.sub("", printable(text))
    if "%" in plain:
        plain = unquote(plain)
    return " ".join(plain.replace("_", " ").split())


def readable(kind: str, response: str) -> str:
    """Return an answer in words: parts apart by commas, pairs by arrows, true and false in the reader's language."""
    plain = PROPERTIES.sub("", printable(response)).strip()
    if kind == "true-false" and plain[:1].lower() in {"t", "f", "0", "1"}:
        return _("stimmt") if plain[:1].lower() in {"t", "1"} else _("stimmt nicht")
    if kind in ("fill-in", "long-fill-in"):
        return plain.replace(LIST, ", ")
    if kind == "matching" and LIST not in plain and PAIR not in plain:
        pairs = [pair.split(".", 1) for pair in plain.strip("{}").split(",")]
        return ", ".join(" → ".join(words(part) for part in pair) for pair in pairs)
    if kind == "numeric" or kind == "performance":
        return plain.replace(RANGE, " – ").replace(LIST, ", ").replace(PAIR, ": ")
    if LIST not in plain and PAIR not in plain and kind in PARTS_12:
        plain = plain.strip("{}").replace(",", LIST)
    pairs = [pair.split(PAIR) for pair in plain.split(LIST)]
    return ", ".join(" → ".join(words(part) for part in pair) for pair in pairs)
