"""The answer to whether somebody lets themselves be recorded."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    """Yes or No, neither chosen beforehand; `text` is the text that was read."""

    answer = forms.ChoiceField(
        label=_("Dürfen wir Sie aufzeichnen?"),
        choices=[
            ("yes", _("Ja. Ich bin mit der Aufzeichnung einverstanden.")),
            ("no", _("Nein. Ich nehme teil, ohne aufgezeichnet zu werden.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie Ja oder Nein.")},
    )
    text = forms.CharField(widget=forms.HiddenInput, max_length=12)

    @property
    def lets_record(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")
