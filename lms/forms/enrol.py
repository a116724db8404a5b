"""Enrolling in a run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class EnrolForm(forms.Form):
    """Ask for the name that the certificate will carry, where the account has none yet."""

    full_name = forms.CharField(
        label=_("Ihr Name wie im Pass"),
        max_length=200,
        help_text=_("Dieser Name steht auf Ihrer Bescheinigung. Ein Name genügt, wenn Sie nur einen haben."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte schreiben Sie Ihren Namen so, wie er im Pass steht.")},
    )

    def __init__(self, *args: Any, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if learner.full_name:
            del self.fields["full_name"]
