"""News in the reader's language where translated, else in German."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet

from cms.models import NewsPage, address

PER_PAGE = 10
MOST_PICTURES = 2  # on the list: with the page, its styles and its script that makes ten requests on first view


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A piece of news in a list."""

    page: NewsPage  # in the reader's language, or German
    published_on: date
    source_url_path: str
    shows_picture: bool = False  # the first ones on a list

    @property
    def url(self) -> str:
        """The address in the active language."""
        return address(self.source_url_path)


def latest(*, language: str, limit: int = 3) -> list[NewsItem]:
    """Return the newest news. Two queries, three where a translation shows a picture of its own."""
    return _localized(list(_published()[:limit]), language)


def listing(*, language: str, number: str | None) -> PaginatorPage[NewsItem]:
    """Return a page of the list; a number that is none means the first, one too high the last."""
    page = Paginator(_published(), PER_PAGE).get_page(number)
    items: PaginatorPage[NewsItem] = PaginatorPage(
        _with_pictures(_localized(list(page.object_list), language)),
        page.number,
        page.paginator,  # type: ignore[arg-type]
    )
    return items


def _with_pictures(items: list[NewsItem]) -> list[NewsItem]:
    first = [item for item in items if item.page.image_id is not None][:MOST_PICTURES]
    return [replace(item, shows_picture=item in first) for item in items]


def _published() -> QuerySet[NewsPage]:
    german: QuerySet[NewsPage] = NewsPage.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
    return german.select_related("locale", "image").defer("body").order_by("-published_on", "-first_published_at")


def _localized(sources: list[NewsPage], language: str) -> list[NewsItem]:
    translated = {}
    if language != settings.LANGUAGE_CODE and sources:
        keys = [page.translation_key for page in sources]
        versions = NewsPage.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
        translated = {page.translation_key: page for page in versions.select_related("locale", "image").defer("body")}
    return [NewsItem(translated.get(page.translation_key, page), page.published_on, page.url_path) for page in sources]
