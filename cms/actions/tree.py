"""The tree of pages comes to be: the platform's basic pages, and a section for every provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from accounts.models import Provider, User
from cms.actions import basic_pages
from cms.models import HOME_SLUG, HomePage, ProviderPage, ProvidersPage, SitePage
from cms.queries import pages

SomePage = TypeVar("SomePage", bound=SitePage)


class NoSite(Exception):
    """The basic tree is missing; `manage.py build_site` makes it."""


@transaction.atomic
def build_site(*, at: datetime) -> list[SitePage]:
    """
    Make what is missing of the basic tree and of the providers' sections, and return the German pages made.

    Asking again makes nothing. A basic page that editors renamed, moved within the home page's children or took
    offline is left as it is; one they deleted comes back. `cms.actions.basic_pages.PAGES` lists them.
    """
    made: list[SitePage] = []
    home = pages.home()
    if home is None:
        home = _home(at=at)
        made.append(home)
    for plan in basic_pages.PAGES:
        home.refresh_from_db(fields=["path", "depth", "numchild"])
        siblings: Any = plan.model._default_manager  # Wagtail's manager has no types
        if not siblings.child_of(home).filter(**plan.identity).exists():
            page = add(parent=home, page=plan.model(**plan.texts(settings.LANGUAGE_CODE)), at=at, live=plan.is_live)
            for language in plan.languages:
                translate(page=page, language=language, texts=plan.texts(language), at=at, live=plan.is_live)
            made.append(page)
    missing = Provider.objects.filter(archived_at__isnull=True).exclude(pk__in=ProviderPage.objects.values("provider"))
    return made + [provider_section(provider=provider, at=at) for provider in missing.order_by("pk")]


@transaction.atomic
def provider_section(*, provider: Provider, by: User | None = None, at: datetime) -> ProviderPage:
    """
    Return the provider's page in the German tree, the root of all its pages; made, and published, when first asked.

    Its imprint, privacy notice and accessibility statement come with it as drafts.

    Raises NoSite when the basic tree is missing.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)  # two callers at once still make one section
    known = pages.section_for(provider)
    if known is not None:
        return known
    parent = ProvidersPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if parent is None:
        raise NoSite
    page = ProviderPage(title=provider.name, slug=provider.slug, provider=provider)
    section = add(parent=parent, page=page, by=by, at=at)
    for plan in (basic_pages.legal(*entry) for entry in basic_pages.LEGAL):
        legal = plan.model(**plan.texts(settings.LANGUAGE_CODE))
        add(parent=section, page=legal, by=by, at=at, live=plan.is_live)
        section.refresh_from_db()
    return section


@transaction.atomic
def add(*, parent: Page, page: SomePage, by: User | None = None, at: datetime, live: bool = True) -> SomePage:
    """Put a new German page below `parent`, as a draft or published, with its first revision."""
    page.live = False
    page.owner = by
    parent.add_child(instance=page)
    return _revise(page, by=by, live=live)


@transaction.atomic
def rewrite(
    *, page: SomePage, texts: Mapping[str, Any], by: User | None = None, at: datetime, live: bool = True
) -> SomePage:
    """Write these field values into a page and publish it, or keep them as its newest draft."""
    for name, value in texts.items():
        setattr(page, name, value)
    return _revise(page, by=by, live=live)


@transaction.atomic
def translate(
    *, page: SomePage, language: str, texts: Mapping[str, Any], by: User | None = None, at: datetime, live: bool = True
) -> SomePage:
    """
    Give a German page a translation with these texts, or write them into the one there is.

    `texts` are field values; what is not named stays German. Parents that are not translated become drafts, which
    readers never meet: a page is found by its German address.
    """
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    copy: SomePage | None = page.get_translation_or_none(locale)
    if copy is None:
        copy = page.copy_for_translation(locale, copy_parents=True)
    for name, value in texts.items():
        if name not in {"slug", "kind"}:
            setattr(copy, name, value)
    return _revise(copy, by=by, live=live)


def _revise(page: SomePage, *, by: User | None, live: bool) -> SomePage:
    page.draft_title = page.title
    if not page.live:
        Page.save(page, clean=False)  # the row of a page that nobody reads yet shows its draft
    revision = page.save_revision(user=by, log_action=False)
    if live:
        revision.publish(user=by)
    page.refresh_from_db()
    return page


def _home(*, at: datetime) -> HomePage:
    """Make the home page in all languages in place of Wagtail's sample, and point the one site at it."""
    root = Page.objects.get(depth=1)
    plan = basic_pages.HOME
    home = add(parent=root, page=HomePage(slug=HOME_SLUG, **plan.texts(settings.LANGUAGE_CODE)), at=at)
    origin = urlsplit(settings.SITE_ORIGIN)
    where = {
        "hostname": origin.hostname or "localhost",
        "port": origin.port or (443 if origin.scheme == "https" else 80),
    }
    Site.objects.update_or_create(
        is_default_site=True, defaults={**where, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME}
    )
    for sample in Page.objects.filter(depth=2, content_type__model="page").exclude(pk=home.pk):
        sample.delete()
    home.refresh_from_db()
    for language in plan.languages:
        translate(page=home, language=language, texts=plan.texts(language), at=at)
    home.refresh_from_db()
    return home
