# messages: back office
"""What staff answer to somebody who lacks the entry course."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class EntryAnswerForm(forms.Form):
    """Why somebody is declined; nothing is needed to accept."""

    answer = forms.CharField(
        label=gettext_lazy("Begründung, wenn Sie ablehnen"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Die Person liest sie. Schreiben Sie bitte auch, was sie stattdessen tun kann."),
    )
