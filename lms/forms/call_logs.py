# messages: back office
"""Switching the log of a package's calls on, with a reason; and what a log is narrowed to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from scorm.call_log import Line


class OrderForm(forms.Form):
    """Why the next launches are to be recorded."""

    purpose = forms.CharField(
        label=_("Grund"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Er steht in der Datenauskunft der Person. Bitte keine Angaben zu Gesundheit, Religion oder Familie."
        ),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )


KINDS = {
    "": (_("alles"), None),
    "fehler": (_("nur, was schiefging"), None),
    "setzen": (_("nur, was das Paket meldet"), {"set"}),
    "lesen": (_("nur, was das Paket fragt"), {"get"}),
    "ablauf": (_("nur An- und Abmelden, Speichern und Server"), {"begin", "end", "save", "commit", "player", "script"}),
}


def narrowed(lines: list[Line], *, kind: str, text: str) -> list[Line]:
    """Return the lines of a kind whose element, value or answer holds the text; an unknown kind narrows nothing."""
    _label, kinds = KINDS.get(kind, KINDS[""])
    found = lines
    if kind == "fehler":
        found = [line for line in found if line.is_refused]
    elif kinds is not None:
        found = [line for line in found if line.kind in kinds]
    wanted = text.strip().casefold()
    if wanted:
        found = [one for one in found if wanted in f"{one.call}\0{one.element}\0{one.value}\0{one.answer}".casefold()]
    return found
