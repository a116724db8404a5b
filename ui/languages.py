"""The languages of the interface, and where a page stands in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str  # in the language itself
    url: str  # remembers the choice on the way to the page
    direction: str  # "ltr" or "rtl"
    is_current: bool


def in_language(path: str, code: str) -> str:
    """
    Return the same address in another language; `path` may carry a query string.

    Path words are German in every language, so the prefix is all that changes. Unlike Django's `translate_url` this
    needs no matching view: a page that does not exist can be read in another language too. An address without a
    prefix (the back office) leads to the start page of the language.
    """
    first, slash, rest = path.removeprefix("/").partition("/")
    if not path.startswith("//") and first in dict(settings.LANGUAGES) and slash:
        return f"/{code}/{rest}"
    return f"/{code}/"


def language_links(path: str) -> list[LanguageLink]:
    """Return the switch for the page at `path`, in the order of the settings."""
    current, coming_back = get_language(), urlencode({"weiter": path}, safe="/")
    links = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        links.append(
            LanguageLink(
                code=code,
                name=info["name_local"],
                url=f"{_way(code, current)}?{coming_back}",
                direction="rtl" if info["bidi"] else "ltr",
                is_current=code == current,
            )
        )
    return links


@cache
def _way(code: str, language: str | None) -> str:
    """Return where a language is chosen, as addresses are in the active one, which `language` names."""
    return reverse("choose_language", args=[code])


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language, as search engines are told of it."""

    code: str  # a language code, or "x-default" for visitors whose language the platform does not speak
    url: str  # absolute


def alternates(path: str) -> list[Alternate]:
    """Return the page in every language and the default; nothing for addresses without a language."""
    first, slash, _rest = path.removeprefix("/").partition("/")
    if first not in dict(settings.LANGUAGES) or not slash:
        return []
    found = [Alternate(code, f"{settings.SITE_ORIGIN}{in_language(path, code)}") for code, _name in settings.LANGUAGES]
    return [*found, Alternate("x-default", f"{settings.SITE_ORIGIN}{in_language(path, settings.LANGUAGE_CODE)}")]
