# messages: back office
"""Seats of an employer: who is invited, and how many seats go where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from admissions.actions.seats import Invitee
from diversity_training import seat_lists


class InviteForm(forms.Form):
    """One person, by name; with an address they get a letter, without one the employer hands the link over."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Bitte nennen Sie die Person.")},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Dorthin geht die Einladung. Ohne Adresse bekommen Sie einen Link zum Weitergeben."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    department = forms.CharField(label=_("Abteilung"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("Sprache der Einladung"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    @property
    def invitee(self) -> Invitee:
        """Who was typed."""
        return Invitee(**self.cleaned_data)


class SeatListForm(forms.Form):
    """
    Many people at once, from a file or typed.

    What a file says comes into the field below it, so that a line which cannot be used is mended there, and the list is
    not lost.
    """

    file = forms.FileField(
        label=_("Datei (CSV oder Excel)"),
        required=False,
        help_text=_("Spalten: Name, E-Mail-Adresse, Abteilung, Sprache. Die letzten beiden können fehlen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    people = forms.CharField(
        label=_("Oder hier eintragen, eine Person in jeder Zeile"),
        required=False,
        help_text=_("Zum Beispiel: Amina Beispiel; amina@example.org; Pflege"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "dir": "auto"}),
        max_length=seat_lists.MOST_BYTES,
    )
    invitees: list[Invitee]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("people") or ""
        if (uploaded := data.get("file")) is not None:
            try:
                text = seat_lists.text_of_file(uploaded.read(seat_lists.MOST_BYTES + 1))
            except seat_lists.NotAList:
                self.add_error("file", _("Diese Datei ist keine Liste. Speichern Sie sie als CSV oder XLSX."))
                return data
            except seat_lists.TooLong:
                self.add_error("file", _("Diese Datei ist zu groß für eine Liste von Personen."))
                return data
            self.data = {**self.data.dict(), "people": text} if isinstance(self.data, QueryDict) else self.data
        found = seat_lists.read(text)
        if found.bad_lines:
            self.add_error("people", [str(line) for line in found.bad_lines])
        elif not found.invitees:
            self.add_error("people", _("In der Liste steht noch niemand."))
        self.invitees = found.invitees
        return data

    def show_known(self, addresses: list[str]) -> None:
        """Name those who are invited already."""
        for address in addresses:
            text = _("%(address)s ist schon eingeladen. Nehmen Sie die Zeile heraus.") % {"address": address}
            self.add_error("people", text)


class CountForm(forms.Form):
    """How many seats."""

    count = forms.IntegerField(
        label=_("Wie viele Plätze?"),
        min_value=1,
        max_value=settings.SEATS_MOST,
        error_messages={"required": _("Bitte nennen Sie eine Zahl."), "invalid": _("Bitte nennen Sie eine Zahl.")},
    )

    def __init__(self, *args: Any, free: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].widget.attrs |= {"max": free}
        self.fields["count"].help_text = _("Frei sind %(free)s.") % {"free": free}
