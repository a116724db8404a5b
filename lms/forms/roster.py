# messages: back office
"""What the coordination types about people of a run."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


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
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)  # of this very sheet of the form


class WithdrawForm(forms.Form):
    """Why somebody leaves a run."""

    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bitte keine Angaben zu Gesundheit, Religion oder Familie. Schreiben Sie dann „entschuldigt“."),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )
