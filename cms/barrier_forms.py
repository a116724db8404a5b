"""What visitors and staff type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cms.models import BarrierReport

MOST_PATH = 500


class BarrierForm(forms.Form):
    """Three questions, and only the first must be answered."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=MOST_PATH, widget=forms.HiddenInput)
    provider = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    description = forms.CharField(
        label=_("Was hat nicht funktioniert?"),
        help_text=_("Zum Beispiel: „Ich kann das Formular mit der Tastatur nicht absenden.“"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte beschreiben Sie kurz, was nicht funktioniert hat.")},
    )
    tools = forms.CharField(
        label=_("Womit arbeiten Sie?"),
        help_text=_("Zum Beispiel: Screenreader NVDA, Handy, nur Tastatur."),
        max_length=200,
        required=False,
    )
    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Ohne Adresse können wir Ihnen nicht antworten."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@firma.de.")},
    )

    def clean_page(self) -> str:
        """Keep a path of this site; anything else is no page of ours."""
        page: str = self.cleaned_data["page"]
        # Browsers read "/\\evil.example" and "/<tab>/evil.example" as other sites, too.
        is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
        return page if is_ours and page.isprintable() else ""

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that are seen."""
        return self.visible_fields()

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}


class HandleForm(forms.ModelForm[BarrierReport]):
    """How far the work on a barrier has come."""

    class Meta:
        model = BarrierReport
        fields = ("state", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        """Want a reason from whoever leaves a barrier where it is."""
        cleaned = super().clean() or {}
        if cleaned.get("state") == BarrierReport.State.DECLINED and not cleaned.get("note"):
            self.add_error("note", _("Bitte begründen Sie, warum die Barriere bleibt."))
        return cleaned
