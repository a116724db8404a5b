# messages: back office
"""The choices about the room of a session, as fields of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from courses.room_options import NAMES, Layout, RoomOptions

PREFIX = "room_"

LABELS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "mute_on_start": (_("Alle kommen stumm herein"), _("Wer sprechen will, schaltet das eigene Mikrofon ein.")),
    "microphones": (_("Lernende dürfen sprechen"), _("Sonst hören sie zu und schreiben.")),
    "cameras": (_("Lernende dürfen ihre Kamera einschalten"), ""),
    "cameras_for_staff_only": (
        _("Kamerabilder sehen nur Dozent*innen"),
        _("Lernende sehen die Kamera der Dozent*in, aber nicht die der anderen. Das spart Daten."),
    ),
    "public_chat": (_("Chat für alle"), ""),
    "private_chat": (_("Privater Chat zwischen Lernenden"), ""),
    "shared_notes": (_("Lernende schreiben an den gemeinsamen Notizen mit"), ""),
    "list_of_people": (_("Lernende sehen, wer da ist"), ""),
    "lock_on_join": (
        _("Was Lernende nicht dürfen, gilt von Anfang an"),
        _("Sonst schalten Sie es im Raum ein, wenn Sie es brauchen."),
    ),
    "staff_may_unmute": (
        _("Dozent*innen dürfen Mikrofone anderer einschalten"),
        _("Sagen Sie den Lernenden vorher, dass Sie das tun."),
    ),
    "breakout_rooms": (_("Gruppenräume"), _("Die Gruppen des Durchgangs sind dort schon eingeteilt.")),
    "polls": (_("Umfragen"), ""),
    "lobby": (
        _("Gäste warten vor der Tür"),
        _("Dozent*innen lassen jeden Gast einzeln herein. Lernende kommen immer direkt in den Raum."),
    ),
}


def fields() -> dict[str, forms.Field]:
    """Return a field for each option, with what the house takes for sensible."""
    usual = RoomOptions()
    found: dict[str, forms.Field] = {
        PREFIX + name: forms.BooleanField(
            label=label, help_text=help_text, required=False, initial=getattr(usual, name)
        )
        for name, (label, help_text) in LABELS.items()
    }
    found[PREFIX + "layout"] = forms.ChoiceField(
        label=_("Aufteilung des Bildschirms"), choices=Layout.choices, initial=usual.layout, required=False
    )
    return found


def initial(options: RoomOptions) -> dict[str, Any]:
    """Return the options as values of these fields."""
    return {PREFIX + name: getattr(options, name) for name in NAMES}


def chosen(data: dict[str, Any]) -> RoomOptions:
    """Return what was chosen, from the cleaned values of these fields."""
    values = {name: data[PREFIX + name] for name in NAMES}
    return RoomOptions.checked({**values, "layout": values["layout"] or RoomOptions().layout})
