"""The demo's pages and news on the website. What editors have published or changed stays theirs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Provider
from cms.actions import tree
from cms.models import FreePage, HomePage, LegalPage, NewsIndexPage, NewsPage
from demo.content import lessons
from demo.content import website as texts
from demo.content.organisations import PROVIDERS, ProviderText

LEGAL = {
    LegalPage.Kind.IMPRINT: texts.IMPRINT,
    LegalPage.Kind.PRIVACY: texts.PRIVACY,
    LegalPage.Kind.ACCESSIBILITY: texts.ACCESSIBILITY,
}


@transaction.atomic
def pages(providers: dict[str, Provider], *, at: datetime) -> None:
    """Make the basic tree, a section for each provider, legal pages, a page about recognition, and news."""
    tree.build_site(at=at)
    home = HomePage.objects.get(locale__language_code="de")
    _legal(home, texts.PLATFORM, at)
    for text in PROVIDERS:
        section = tree.provider_section(provider=providers[text.slug], at=at)
        if not section.intro:
            tree.rewrite(page=section, texts={"intro": text.about}, at=at)
        _legal(section, text, at)
    if not FreePage.objects.child_of(home).filter(slug=texts.RECOGNITION.slug).exists():
        _page(home, FreePage, texts.RECOGNITION, at, show_in_menus=True)
    index = NewsIndexPage.objects.get(locale__language_code="de")
    for news in texts.NEWS:
        if not NewsPage.objects.child_of(index).filter(slug=news.slug).exists():
            day = timezone.localdate(at) - timedelta(days=news.days_ago)
            _page(index, NewsPage, news, at, published_on=day)


def _legal(parent: Page, owner: ProviderText, at: datetime) -> None:
    """Publish the legal pages below `parent` that are still the empty drafts they were made as."""
    for page in LegalPage.objects.child_of(parent).filter(live=False, first_published_at=None):
        body = lessons.blocks(texts.legal(LEGAL[LegalPage.Kind(page.kind)], owner))
        tree.rewrite(page=page, texts={"body": body}, at=at)


def _page(
    parent: Page, model: type[FreePage] | type[NewsPage], text: texts.PageText, at: datetime, **more: Any
) -> None:
    page = model(slug=text.slug, title=text.title, intro=text.intro, body=lessons.blocks(text.body), **more)
    made = tree.add(parent=parent.specific, page=page, at=at)
    for language, (title, intro) in text.translations.items():
        tree.translate(page=made, language=language, texts={"title": title, "intro": intro}, at=at)
