"""The demo's pages and news on the website. What editors have published or changed stays theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Provider
from cms.actions import basic_pages, tree
from cms.models import FreePage, HomePage, LegalPage, NewsIndexPage, NewsPage
from demo.content import legal, lessons, pictures
from demo.content import website as texts
from demo.content.organisations import PROVIDERS, ProviderText
from demo.furnish.pictures import drawn, drawn_for_platform
from media.models import Image

LEGAL_TITLES = {kind: titles for kind, _slug, titles in basic_pages.LEGAL}


@transaction.atomic
def pages(providers: dict[str, Provider], *, at: datetime) -> None:
    """Make the basic tree, a section for each provider, legal pages, a page about recognition, news and pictures."""
    tree.build_site(at=at)
    owner = providers[pictures.PLATFORM_PROVIDER]
    of_platform = partial(drawn_for_platform, owner, at=at)
    home = HomePage.objects.get(locale__language_code="de")
    _legal(home, texts.PLATFORM, at)
    for text in PROVIDERS:
        section = tree.provider_section(provider=providers[text.slug], at=at)
        if not section.intro:
            image = drawn(text.slug, pictures.PROVIDERS[text.slug], providers[text.slug], label=text.name, at=at)
            tree.rewrite(page=section, texts={"intro": text.about, "body": [_picture(image)]}, at=at)
        _legal(section, text, at)
    if not FreePage.objects.child_of(home).filter(slug=texts.RECOGNITION.slug).exists():
        image = of_platform(texts.RECOGNITION.slug, pictures.RECOGNITION, texts.RECOGNITION.title)
        _page(home, FreePage, texts.RECOGNITION, at, [_picture(image)], show_in_menus=True)
    index = NewsIndexPage.objects.get(locale__language_code="de")
    for news in texts.NEWS:
        if not NewsPage.objects.child_of(index).filter(slug=news.slug).exists():
            day = timezone.localdate(at) - timedelta(days=news.days_ago)
            image = of_platform(news.slug, pictures.NEWS[news.slug], news.title)
            _page(index, NewsPage, news, at, published_on=day, image=image)
    _hero(of_platform("start", pictures.HOME, home.title), at)


def _hero(image: Image, at: datetime) -> None:
    """Give the home page its picture in every language, as long as nobody has edited it."""
    for page in HomePage.objects.filter(hero_image=None):
        if not page.revisions.exclude(user=None).exists():
            tree.rewrite(page=page, texts={"hero_image": image, "share_image": image}, at=at)


def _picture(image: Image) -> tuple[str, dict[str, Any]]:
    """Return the picture as a block; its own description goes with it."""
    return "picture", {"image": image, "alt": "", "is_decorative": False, "caption": ""}


def _legal(parent: Page, owner: ProviderText, at: datetime) -> None:
    """Publish the legal pages below `parent` that are still the empty drafts they were made as, in each language."""
    for page in LegalPage.objects.child_of(parent).filter(live=False, first_published_at=None):
        tree.rewrite(page=page, texts={"body": _legal_body(page, owner, "de")}, at=at)
        for language in legal.LANGUAGES:
            texts = {"title": LEGAL_TITLES[page.kind][language], "body": _legal_body(page, owner, language)}
            tree.translate(page=page, language=language, texts=texts, at=at)


def _legal_body(page: LegalPage, owner: ProviderText, language: str) -> list[tuple[str, Any]]:
    words = legal.text(page.kind, owner, is_platform=owner is texts.PLATFORM, language=language)
    return lessons.blocks(words)


def _page(
    parent: Page,
    model: type[FreePage] | type[NewsPage],
    text: texts.PageText,
    at: datetime,
    first: Sequence[tuple[str, Any]] = (),
    **more: Any,
) -> None:
    body = [*first, *lessons.blocks(text.body)]
    page = model(slug=text.slug, title=text.title, intro=text.intro, body=body, **more)
    made = tree.add(parent=parent.specific, page=page, at=at)
    for language, (title, intro, words) in text.translations.items():
        translated = {"title": title, "intro": intro, "body": [*first, *lessons.blocks(words)]}
        tree.translate(page=made, language=language, texts=translated, at=at)
