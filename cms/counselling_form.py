"""The three questions of the finder for counselling centres; none must be answered."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CounsellingCentre, Language

# A postcode is typed on Arabic, Persian and other keyboards too; Python's int() reads the digits of all scripts.
NOISE = re.compile(r"^(?:d|de)\s*[-–]?\s*(?=\d)|[\s\u200e\u200f\u2066-\u2069]+", re.IGNORECASE)
ISOLATE, END = "\u2068", "\u2069"  # keep right-to-left names and German ones apart inside one option


class FinderForm(forms.Form):
    """Where one lives, which language one speaks, how one wants to be advised."""

    plz = forms.CharField(
        label=_("Ihre Postleitzahl"),
        required=False,
        max_length=40,
        help_text=_("Fünf Ziffern. Sie stehen in Ihrer Adresse vor dem Ort, zum Beispiel 30159."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    sprache = forms.ChoiceField(label=_("Sprache der Beratung"), required=False)
    art = forms.ChoiceField(
        label=_("Wie möchten Sie beraten werden?"),
        required=False,
        choices=[("", _("egal")), *CounsellingCentre.Mode.choices],
    )

    def __init__(self, *args: Any, languages: list[Language], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(language.code, f"{ISOLATE}{language.own_name}{END} – {language.name_de}") for language in languages]
        self.fields["sprache"].choices = [("", _("egal")), *offered]  # type: ignore[attr-defined]

    def clean_plz(self) -> str:
        """Return five Latin digits, or nothing; what is left of the input stays in the field."""
        typed = NOISE.sub("", self.cleaned_data["plz"])
        if not typed:
            return ""
        if not typed.isdecimal():
            raise forms.ValidationError(_("Bitte schreiben Sie nur Ziffern, zum Beispiel 30159."))
        digits = "".join(str(int(digit)) for digit in typed)
        if len(digits) != 5:
            raise forms.ValidationError(
                _("Eine Postleitzahl hat 5 Ziffern. Sie haben %(count)s geschrieben."), params={"count": len(digits)}
            )
        return digits
