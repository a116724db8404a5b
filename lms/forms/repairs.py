# messages: back office
"""What staff change about somebody's unit, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.models import Repair

Kind = Repair.Kind


class RepairForm(forms.Form):
    """One change with its reason; the score is asked for where it is corrected."""

    kind = forms.ChoiceField(
        label=_("Was soll geschehen?"),
        choices=[
            (Kind.COMPLETED, _("Als erledigt eintragen: Die Einheit zählt, mit Stunden und Bescheinigung.")),
            (
                Kind.RESET,
                _(
                    "Zurücksetzen: Die Person beginnt neu. Was erledigt ist, bleibt es; was noch auf einem Gerät "
                    "liegt, zählt nicht mehr."
                ),
            ),
            (Kind.GRANTED, _("Einen weiteren Versuch erlauben, wo die Versuche gezählt sind.")),
            (Kind.SCORE, _("Ergebnis berichtigen: Es gilt, bis Sie es wieder ändern oder zurücksetzen.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was geschehen soll.")},
    )
    percent = forms.IntegerField(
        label=_("Ergebnis in Prozent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Nur, wenn Sie das Ergebnis berichtigen."),
    )
    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Die Person liest ihn. Bitte keine Angaben zu Gesundheit, Religion oder Familie."),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        is_asked = found.get("kind") == Kind.SCORE and "percent" not in self.errors
        if is_asked and found.get("percent") is None:
            self.add_error("percent", _("Bitte nennen Sie das Ergebnis, von 0 bis 100."))
        return found

    @property
    def score(self) -> Decimal:
        """The corrected score as a share, 0..1."""
        return Decimal(self.cleaned_data["percent"]) / 100
