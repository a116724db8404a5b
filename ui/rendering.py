"""How forms become HTML: one renderer, so that no page lays out a field by itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    EmailInput,
    NumberInput,
    PasswordInput,
    Textarea,
    TextInput,
    URLInput,
)
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.parts import FacetChoice, ResultCard

# What is written in Latin letters and digits, whatever the language of the page.
_LEFT_TO_RIGHT = (EmailInput, NumberInput, PasswordInput, URLInput)


class HouseRenderer(DjangoTemplates):
    """Renders `{{ form }}` and `{{ form.x.as_field_group }}` with the field of the house."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def widget_html(field: BoundField) -> str:
    """
    Return the control of a field.

    No placeholder: it vanishes with the first letter, and libraries repeat the label in it. Text finds its own
    direction, so that an Arabic name reads well on a German page and the other way round.
    """
    attrs: dict[str, Any] = {"placeholder": False}
    widget = field.field.widget
    if isinstance(widget, _LEFT_TO_RIGHT):
        attrs["dir"] = "ltr"
    elif isinstance(widget, (TextInput, Textarea)):
        attrs["dir"] = "auto"
    return field.as_widget(attrs=attrs)


def is_single_checkbox(field: BoundField) -> bool:
    """Say whether the label belongs behind the control."""
    return isinstance(field.field.widget, CheckboxInput)


@lru_cache(maxsize=2048)
def result_card(card: ResultCard, language: str) -> SafeString:
    """
    Return a card as HTML in the active language.

    A card is a value: the same one looks the same, and lists show the same few hundred again and again.
    """
    return render_to_string("ui/components/result_card.html", {"card": card})


@lru_cache(maxsize=1024)
def facet(name: str, label: str, choices: tuple[FacetChoice, ...], is_open: bool, language: str) -> SafeString:
    """Return a facet as HTML in the active language; like a card, it is a value that comes again and again."""
    context = {"name": name, "label": label, "choices": choices, "is_open": is_open}
    return render_to_string("ui/components/facet.html", context)
