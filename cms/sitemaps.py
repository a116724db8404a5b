"""What search engines are told exists: every page a stranger may read, in every language of the interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page

from accounts.models import CounsellingCentre
from cms.models import HOME_PATH, CataloguePage, ProviderPage, address
from courses.models import Course
from courses.queries import published


class InAllLanguages(Sitemap[Any]):
    """The same address in all languages, each naming the others."""

    i18n = True
    alternates = True  # without x-default: Django would name the bare address, which leads on by the browser's language


class MainPages(InAllLanguages):
    """Addresses that are always there."""

    def items(self) -> list[str]:
        return [
            "cms:home",
            "cms:catalogue",
            "cms:counselling",
            "diversity_training:employers",
            "diversity_training:seminars",
            "certificates:lookup",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class Courses(InAllLanguages):
    """The courses of the catalogue."""

    limit = 5000  # × languages stays within the 50 000 addresses of the protocol

    def items(self) -> QuerySet[Course]:
        return published().only("slug", "last_published_at", "provider", "occupation", "locale").order_by("pk")

    def location(self, item: Course) -> str:
        return reverse("cms:course", args=[item.slug])

    def lastmod(self, item: Course) -> datetime | None:
        published_at: datetime | None = item.last_published_at
        return published_at


class Pages(InAllLanguages):
    """The pages of the website; each is shown in every language, in German where it is not translated."""

    def items(self) -> QuerySet[Page]:
        german = Page.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        below_home = german.filter(url_path__startswith=HOME_PATH).exclude(url_path=HOME_PATH)
        # Pages of a provider that has left still answer, as its learners need its privacy notice; nobody is led there.
        for section in ProviderPage.objects.filter(provider__archived_at__isnull=False):
            below_home = below_home.not_descendant_of(section, inclusive=True)
        # The catalogue has an address of its own.
        pages: QuerySet[Page] = below_home.not_type(CataloguePage).order_by("path")
        return pages

    def location(self, item: Page) -> str:
        return address(item.url_path)

    def lastmod(self, item: Page) -> datetime | None:
        published_at: datetime | None = item.last_published_at
        return published_at


class CounsellingCentres(InAllLanguages):
    """The pages of counselling centres."""

    def items(self) -> QuerySet[CounsellingCentre]:
        return CounsellingCentre.objects.public().order_by("pk")

    def location(self, item: CounsellingCentre) -> str:
        return reverse("cms:counselling_centre", args=[item.public_id])


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "main": MainPages,
    "courses": Courses,
    "pages": Pages,
    "counselling": CounsellingCentres,
}
