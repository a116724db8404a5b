# messages: back office
"""What trainers type: questions, in the source language and beside it in the others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.back_office import ProviderForm
from surveys.models import Question, Questionnaire
from surveys.models.survey import SOURCE

LANGUAGES = {code: name for code, name in settings.LANGUAGES if code != SOURCE}


def field_of(language: str) -> str:
    """Return the name of the field that holds a question in that language."""
    return f"text_{language.replace('-', '_')}"


class QuestionForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A question with a field for each further language of the interface; empty ones show the German words."""

    class Meta:
        model = Question
        fields = ["kind", "part", "text", "is_asked_before", "is_asked_at_end", "is_asked_later"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.initial[field_of(language)] = self.instance.translations.get(language, "")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(f"is_asked_{when}") for when in ("before", "at_end", "later")):
            self.add_error("is_asked_before", _("Bitte wählen Sie mindestens einen Zeitpunkt."))
        return data

    def save(self, commit: bool = True) -> Question:
        typed = {language: self.cleaned_data.get(field_of(language), "").strip() for language in LANGUAGES}
        self.instance.translations = {language: text for language, text in typed.items() if text}
        saved: Question = super().save(commit)
        return saved


# The editor asks the form's class for its fields, so they stand there and not only on its instances.
for _language, _name in LANGUAGES.items():
    _field = forms.CharField(
        label=_name, max_length=300, required=False, widget=forms.TextInput(attrs={"lang": _language, "dir": "auto"})
    )
    QuestionForm.declared_fields[field_of(_language)] = QuestionForm.base_fields[field_of(_language)] = _field


class QuestionnaireForm(ProviderForm):
    """A questionnaire; its questions are forms of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provider = self.fields.get("provider")
        if provider is not None and provider.widget.is_hidden:
            # Only one answer is possible: not worth a field.
            self.instance.provider_id = provider.initial or self.instance.provider_id
            del self.fields["provider"]

    class Meta:
        model = Questionnaire
        fields = ["provider", "title"]
