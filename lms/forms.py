"""The shape of what people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
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


class AddLearnerForm(forms.Form):
    """A person whom the coordination admits: with an e-mail address, or on paper."""

    full_name = forms.CharField(label=_("Name wie im Pass"), max_length=200)
    original_name = forms.CharField(
        label=_("Name in Originalschrift"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel in arabischer oder kyrillischer Schrift."),
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Leer lassen, wenn die Person keine hat. Sie bekommt dann einen Zettel mit einem Startcode."),
    )
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)


class WithdrawForm(forms.Form):
    """Why somebody leaves a run."""

    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bitte keine Angaben zu Gesundheit, Religion oder Familie. Schreiben Sie dann „entschuldigt“."),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )
