"""The answer to whether somebody lets themselves be recorded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FOR_SESSION, FOR_RUN = ("yes", "no"), ("yes_all", "no_all")


class ConsentForm(forms.Form):
    """Yes or No, none chosen beforehand; `offered` are the answers there are, `text` is the text that was read."""

    answer = forms.ChoiceField(
        label=_("Dürfen wir Sie aufzeichnen?"), error_messages={"required": _("Bitte wählen Sie Ja oder Nein.")}
    )
    text = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args: Any, offered: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(one, one) for one in offered]  # type: ignore[attr-defined]

    @property
    def lets_record(self) -> bool:
        return self.cleaned_data["answer"] in {"yes", "yes_all"}

    @property
    def is_for_run(self) -> bool:
        return self.cleaned_data["answer"] in FOR_RUN
