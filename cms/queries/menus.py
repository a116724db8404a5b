"""Navigation and foot of the website, made of its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from accounts import foot_cache
from accounts.models import Provider
from cms.models import LegalPage, ProviderPage, SitePage, address
from cms.queries.pages import catalogue_key

HOME_CHILD_DEPTH = 3  # root, home page of a language, what stands below it
MENUS = "menus"  # key of the kept menus of one language


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page in a menu."""

    title: str
    source_url_path: str
    language: str  # of the title; not the interface's where the page is not translated
    place: str  # "header" or "footer"

    @property
    def url(self) -> str:
        """The address in the active language."""
        return address(self.source_url_path)


def menu(place: str, *, language: str) -> list[MenuEntry]:
    """Return the pages of this menu, in the order of the tree. One query, or none while kept."""
    key = f"{MENUS}:{language}"
    entries: list[MenuEntry] | None = foot_cache.kept(key)
    if entries is None:
        entries = _entries(language)
        foot_cache.keep(key, entries)
    return [entry for entry in entries if entry.place == place]


def legal_pages(provider: Provider, *, language: str) -> list[MenuEntry]:
    """Return the provider's own live legal pages. Two queries, or none while kept."""
    key = f"{MENUS}:{language}:{provider.pk}"
    entries: list[MenuEntry] | None = foot_cache.kept(key)
    if entries is None:
        entries = _legal_entries(provider, language)
        foot_cache.keep(key, entries)
    return entries


def forget(providers: Iterable[int] = ()) -> None:
    """Let the next page ask anew, after pages changed."""
    for language, _name in settings.LANGUAGES:
        foot_cache.forget(f"{MENUS}:{language}")
        foot_cache.forget(catalogue_key(language))
        for key in providers:
            foot_cache.forget(f"{MENUS}:{language}:{key}")


def _entries(language: str) -> list[MenuEntry]:
    rows = list(
        Page.objects.filter(
            depth=HOME_CHILD_DEPTH,
            live=True,
            show_in_menus=True,
            locale__language_code__in={settings.LANGUAGE_CODE, language},
        )
        .order_by("path")
        .values("title", "url_path", "translation_key", "locale__language_code", "content_type_id", "freepage__menu")
    )
    titles = {row["translation_key"]: row["title"] for row in rows if row["locale__language_code"] == language}
    return [
        MenuEntry(
            title=titles.get(row["translation_key"], row["title"]),
            source_url_path=row["url_path"],
            language=language if row["translation_key"] in titles else settings.LANGUAGE_CODE,
            place=row["freepage__menu"] or _place_of(row["content_type_id"]),
        )
        for row in rows
        if row["locale__language_code"] == settings.LANGUAGE_CODE
    ]


def _place_of(content_type_id: int) -> str:
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return model.menu_place if model is not None and issubclass(model, SitePage) else ""


def _legal_entries(provider: Provider, language: str) -> list[MenuEntry]:
    languages = {settings.LANGUAGE_CODE, language}
    sections = ProviderPage.objects.filter(provider=provider, locale__language_code__in=languages)
    below = Q(pk__in=[])
    for path in sections.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    pages = list(LegalPage.objects.filter(below, live=True).select_related("locale").order_by("path"))
    titles = {page.translation_key: str(page.title) for page in pages if page.language == language}
    return [
        MenuEntry(
            title=titles.get(page.translation_key, str(page.title)),
            source_url_path=page.url_path,
            language=language if page.translation_key in titles else settings.LANGUAGE_CODE,
            place="footer",
        )
        for page in pages
        if page.is_source
    ]
