"""News for feed readers."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.queries.news import NewsItem, latest

FEED_LENGTH = 20


class NewsFeed(Feed):  # type: ignore[type-arg]
    """The newest news in the language of the address, as Atom."""

    feed_type = Atom1Feed

    def __call__(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        response = super().__call__(request, *args, **kwargs)
        response["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response

    def title(self) -> str:
        return _("Neues von der Lernbrücke")

    def link(self) -> str:
        return settings.SITE_ORIGIN + reverse("cms:home")

    def feed_url(self) -> str:
        return settings.SITE_ORIGIN + reverse("cms:news_feed")

    def items(self) -> list[NewsItem]:
        return latest(language=get_language() or "de", limit=FEED_LENGTH)

    def item_title(self, item: NewsItem) -> str:
        return str(item.page.title)

    def item_description(self, item: NewsItem) -> str:
        return str(item.page.intro)

    def item_link(self, item: NewsItem) -> str:
        return settings.SITE_ORIGIN + item.url

    def item_guid(self, item: NewsItem) -> str:
        return f"urn:lernbruecke:{item.page.public_id}"

    def item_pubdate(self, item: NewsItem) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time(8)))
