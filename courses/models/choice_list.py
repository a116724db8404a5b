"""Several of a fixed list of answers in one column, in the order of the list."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """
    A list of keys out of `choices`; empty means that nobody has said.

    JSON, because both databases have it and the list is only ever read whole: the catalogue's facets count in memory.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Accept lists of known keys only; Django's own check would look for the whole list among the choices."""
        known = {key for key, _label in self.flatchoices}
        if not isinstance(value, list) or not known.issuperset(value) or len(set(value)) != len(value):
            raise ValidationError(_("Bitte wählen Sie aus der Liste."), code="invalid_choice")

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        """Return check boxes."""
        return ChoiceListFormField(
            label=self.verbose_name,
            help_text=self.help_text,
            required=False,
            choices=self.flatchoices,
            widget=forms.CheckboxSelectMultiple,
        )


class ChoiceListFormField(forms.MultipleChoiceField):
    """Check boxes that give the keys in the order of the list, in whatever order a browser sends them."""

    def clean(self, value: Any) -> list[str]:
        """Return the chosen keys."""
        chosen = set(super().clean(value))
        return [key for key, _label in cast(Any, self.choices) if key in chosen]
