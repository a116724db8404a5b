"""What pages show that is not written in them: menus, trails, lists."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Provider
from cms.models import HomePage, ProviderPage, SitePage
from cms.queries import credits, menus, news, pages
from cms.queries.cards import cards
from courses.queries import catalogue, published
from ui.parts import ResultCard

register = template.Library()


def _language() -> str:
    return get_language() or "de"


@register.simple_tag
def page_menu(place: str) -> tuple[menus.MenuEntry, ...]:
    """Return the pages of the menu "header" or "footer"."""
    return tuple(menus.menu(place, language=_language()))


@register.simple_tag(takes_context=True)
def page_provider(context: Context) -> Provider | None:
    """Return whose page it is: `funding_provider` of the context, else of the page of the website."""
    named = context.get("funding_provider") or getattr(context.get("page"), "funding_provider", None)
    return named if isinstance(named, Provider) else None


@register.simple_tag
def legal_pages(provider: Provider) -> tuple[menus.MenuEntry, ...]:
    """Return the provider's own imprint, privacy notice and accessibility statement, as far as published."""
    return tuple(menus.legal_pages(provider, language=_language()))


@register.simple_tag
def page_trail(page: SitePage) -> list[pages.Step]:
    """Return the pages above this one, the home page left out."""
    return pages.trail(page, language=_language())


@register.simple_tag
def featured_courses(page: HomePage) -> list[ResultCard]:
    """Return the courses that editors chose and that are still public; none where nothing was chosen."""
    at, language = timezone.now(), _language()
    keys = page.featured_ids
    return cards(catalogue.chosen(keys, at=at, language=language), at=at) if keys else []


@register.simple_tag
def next_courses(limit: int) -> list[ResultCard]:
    """Return the courses that begin next."""
    at, language = timezone.now(), _language()
    found = catalogue.search(catalogue.Search(), at=at, language=language, per_page=limit)
    return cards(found.hits, at=at)


@register.simple_tag
def latest_news(limit: int) -> list[news.NewsItem]:
    """Return the newest news."""
    return news.latest(language=_language(), limit=limit)


@register.simple_tag(takes_context=True)
def news_list(context: Context) -> object:
    """Return the page of the news list that the address asks for."""
    return news.listing(language=_language(), number=context["request"].GET.get("seite"))


@register.simple_tag
def image_credits() -> list[credits.Credit]:
    """Return all pictures and films that the public sees."""
    return credits.credits()


@register.simple_tag
def provider_sections() -> list[pages.Section]:
    """Return all providers with a live section."""
    return pages.sections(language=_language())


@register.simple_tag
def provider_courses(page: ProviderPage) -> list[ResultCard]:
    """Return the provider's published courses."""
    at, language = timezone.now(), _language()
    own = set(published().filter(provider=page.provider).values_list("pk", flat=True))
    found = catalogue.search(catalogue.Search(), at=at, language=language, per_page=1000) if own else None
    hits = [hit for hit in found.hits if hit.course_id in own] if found is not None else []
    return cards(hits, at=at)


@register.simple_tag
def pages_below(page: SitePage) -> list[pages.Step]:
    """Return the live pages right below this one, legal ones left out."""
    return pages.below(page, language=_language())
