# messages: back office
"""The form in which HR chooses when trainings are repeated."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class IntervalForm(forms.Form):
    """After how many years."""

    years = forms.TypedChoiceField(
        label=_("Auffrischung nach"),
        choices=[(2, _("2 Jahren")), (3, _("3 Jahren"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Das Gesetz nennt keine Frist. Üblich sind zwei bis drei Jahre."),
    )
