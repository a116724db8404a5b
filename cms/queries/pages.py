"""Finding pages: by address, by language, by provider."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page

from accounts.models import Provider
from cms.models import HOME_PATH, CataloguePage, HomePage, ProviderPage, SitePage


@dataclass(frozen=True, slots=True)
class Found:
    """A page for an address, and what of the address lies below it."""

    page: SitePage  # in the reader's language where it is translated, else German
    rest: tuple[str, ...]  # path components below the page, for routable pages


def find(path: str, *, language: str) -> Found | None:
    """
    Return the live page at `path` ("" is the home page) in the reader's language, or None. Two queries.

    `path` is the path in the German tree, whatever the language. The deepest live page wins; what remains of the
    path is handed back for pages with routes of their own.
    """
    steps = [step for step in path.split("/") if step]
    candidates = [HOME_PATH + "".join(f"{step}/" for step in steps[:count]) for count in range(len(steps) + 1)]
    row = (
        Page.objects.filter(url_path__in=candidates, locale__language_code=settings.LANGUAGE_CODE, live=True)
        .order_by("-depth")
        .first()
    )
    model = row.specific_class if row is not None else None
    if row is None or model is None or not issubclass(model, SitePage):
        return None
    shown = Q(pk=row.pk) | Q(translation_key=row.translation_key, locale__language_code=language, live=True)
    versions = {page.language: page for page in model._default_manager.filter(shown).select_related("locale")}
    page = versions.get(language) or versions[settings.LANGUAGE_CODE]
    page.source_url_path = row.url_path
    depth = row.url_path.removeprefix(HOME_PATH).count("/")
    return Found(page, tuple(steps[depth:]))


def catalogue(language: str) -> CataloguePage | None:
    """Return the live page around the catalogue in the reader's language, else in German, else None. One query."""
    live = CataloguePage.objects.filter(live=True, locale__language_code__in=[language, settings.LANGUAGE_CODE])
    found = {page.language: page for page in live.select_related("locale", "share_image")}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def home() -> HomePage | None:
    """Return the German home page, whether live or not."""
    page: HomePage | None = HomePage.objects.filter(url_path=HOME_PATH).select_related("locale").first()
    return page


def section_of(page: Page) -> ProviderPage | None:
    """Return the German provider page in whose section the page stands (itself included), or None. Two queries."""
    source = page
    if page.locale.language_code != settings.LANGUAGE_CODE:
        source = page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if source is None:
        return None
    found: ProviderPage | None = (
        ProviderPage.objects.ancestor_of(source, inclusive=True).select_related("provider").first()
    )
    return found


def section_for(provider: Provider) -> ProviderPage | None:
    """Return the provider's German page, whether live or not."""
    page: ProviderPage | None = ProviderPage.objects.filter(
        provider=provider, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return page
