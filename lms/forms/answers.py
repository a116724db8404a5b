# messages: back office
"""What a trainer answers to a transfer task."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class AnswerForm(forms.Form):
    """What a trainer answers."""

    feedback = forms.CharField(
        label=gettext_lazy("Ihre Rückmeldung"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("Die lernende Person liest sie. Wer zurückgibt, schreibt bitte dazu, was noch fehlt."),
    )
