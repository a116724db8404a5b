"""Tags and filters for templates of every app: `{% load ui %}`."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi

from ui import devices, languages, rendering
from ui.parts import Facet, ResultCard

register = template.Library()

TIMES = re.compile(r"\d{1,2}:\d{2}–\d{1,2}:\d{2}")


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[languages.LanguageLink]:
    """Return the language switch of the page that is being shown; without a request it leads to the start pages."""
    request = context.get("request")
    return languages.language_links(request.get_full_path() if request else "/")


@register.simple_tag(takes_context=True)
def language_alternates(context: Context) -> list[languages.Alternate]:
    """Return what `hreflang` says of the page that is being shown; its query string is a state, not a page."""
    request = context.get("request")
    return languages.alternates(request.path) if request else []


@register.simple_tag
def interface() -> SafeString:
    """Return `lang` and `dir` for words of the interface that stand inside a text in another language."""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html('lang="{}" dir="{}"', get_language() or settings.LANGUAGE_CODE, direction)


class KeptNode(template.Node):
    """HTML that is made once for each set of values, in each language."""

    MOST = 128  # sets of values; a page of filters is 25 kB

    def __init__(self, nodelist: template.NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self._kept: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.values))
        found = self._kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(self._kept) >= self.MOST:
                self._kept.clear()
            self._kept[key] = found
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """
    Make what stands inside once per process for equal values, in the active language.

    `{% kept request.path entries %}…{% endkept %}`: name every value that the inside reads, and nothing else may change
    what it says. Values are hashable. Nothing that belongs to one person stands inside, and no token.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)


@register.filter
def tone(level: str) -> str:
    """Turn a level of `django.contrib.messages` into the tone of an alert."""
    return {"success": "success", "warning": "warning", "error": "danger"}.get(level, "info")


@register.inclusion_tag("ui/components/field.html")
def field(bound_field: BoundField, label: str | None = None, hint: str | None = None) -> dict[str, Any]:
    """
    Show one field of a form: label, hint, error and control, tied together for screen readers.

    `label` and `hint` replace the words of a form that a library brings.
    """
    if label is not None:
        bound_field.label = label
    if hint is not None:
        bound_field.help_text = hint
    return {
        "field": bound_field,
        "widget": rendering.widget_html(bound_field),
        "is_single_checkbox": rendering.is_single_checkbox(bound_field),
    }


@register.simple_tag
def result_card(card: ResultCard) -> SafeString:
    """Show something that was found (`ui/components/result_card.html`)."""
    return rendering.result_card(card, get_language() or "")


@register.simple_tag
def facet(facet: Facet, is_open: bool = False) -> SafeString:
    """Show one way to narrow down, open where something is chosen (`ui/components/facet.html`)."""
    choices, is_open = tuple(facet.choices), is_open or facet.is_chosen
    return rendering.facet(facet.name, facet.label, choices, is_open, get_language() or "")


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the pages worth a link: first, last and the neighbours; None stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def initials(name: str) -> str:
    """Return one or two letters that stand for a name; one-word names are names."""
    words = name.split()
    return "".join(word[0] for word in (words if len(words) < 3 else [words[0], words[-1]]))


@register.filter
def unbroken_times(words: str) -> SafeString:
    """Keep ranges of times in these words, such as "19:00–20:30", on one line: a range that wraps reads as two."""
    return mark_safe(TIMES.sub(r'<span class="unbroken">\g<0></span>', conditional_escape(words)))


@register.filter
def device(user_agent: str) -> str:
    """Name a browser and its system as people would."""
    return devices.describe(user_agent)


@register.simple_tag
def qr_svg(text: str) -> SafeString:
    """Return a QR code as inline SVG without inline style; medium error correction survives a creased sheet."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None, dark="#000"))
