"""Tags and filters for templates of every app: `{% load ui %}`."""

from __future__ import annotations

from django import template
from django.template.context import Context

from ui import languages

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[languages.LanguageLink]:
    """Return the language switch of the page that is being shown; without a request it leads to the start pages."""
    request = context.get("request")
    return languages.language_links(request.get_full_path() if request else "/")


@register.filter
def tone(level: str) -> str:
    """Turn a level of `django.contrib.messages` into the tone of an alert."""
    return {"success": "success", "warning": "warning", "error": "danger"}.get(level, "info")
