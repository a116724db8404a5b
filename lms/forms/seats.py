"""Seats of employers: the code from the sheet, and for whom a training counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer

NONE = "-"


class SeatCodeForm(forms.Form):
    """The code that the employer handed out."""

    code = forms.CharField(
        label=_("Code Ihres Betriebs"),
        help_text=_("Der Code steht auf Ihrem Blatt, zum Beispiel 7F4K-Q9PX-2B3M."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CountsForForm(forms.Form):
    """For which employer a training counts, or for none."""

    employer = forms.ChoiceField(label=_("Für wen zählt dieses Training?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, employers: Sequence[Employer], chosen: Employer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._employers = {employer.public_id: employer for employer in employers}
        field = self.fields["employer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        named = [(key, employer.name) for key, employer in self._employers.items()]
        field.choices = [*named, (NONE, _("für keinen Arbeitgeber"))]
        field.initial = chosen.public_id if chosen is not None else NONE

    @property
    def chosen(self) -> Employer | None:
        """The employer that was chosen; None: the training counts for nobody."""
        return self._employers.get(self.cleaned_data["employer"])
