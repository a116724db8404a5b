"""Signing up for an online seminar without an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GuestSignupForm(forms.Form):
    """Name, address, and the employer if somebody wants to name one: no more is needed."""

    name = forms.CharField(
        label=_("Ihr Name"),
        help_text=_("So heißen Sie im Raum und auf Ihrer Teilnahmebestätigung."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte sagen Sie uns, wie Sie heißen.")},
    )
    address = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin schicken wir einen Link, mit dem Sie die Anmeldung bestätigen."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein, damit wir Ihnen den Link schicken können."),
            "invalid": _("Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@firma.de."),
        },
    )
    organisation = forms.CharField(
        label=_("Arbeitgeber"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
