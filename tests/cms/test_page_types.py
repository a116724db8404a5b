"""What the page types show by themselves: menus, news, providers, legal pages, picture credits."""

import json
import re
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup

from cms.actions import tree
from cms.models import CataloguePage, FreePage, HomePage, LegalPage, NewsIndexPage, NewsPage, PlainLanguagePage
from cms.queries import credits, menus, pages
from cms.queries.news import MOST_PICTURES
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course
from tests.factories.media import FilmFactory, ImageFactory

pytestmark = pytest.mark.django_db


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def published_legal(kind: str, parent=None) -> LegalPage:
    page = LegalPage.objects.child_of(parent or pages.home()).get(kind=kind)
    page.save_revision().publish()
    return page


def news(title: str, day: date, at: datetime, **values) -> NewsPage:
    parent = NewsIndexPage.objects.get(locale__language_code="de")
    return tree.add(parent=parent, page=NewsPage(title=title, published_on=day, **values), at=at)


@pytest.mark.parametrize(("language", "title"), [("de", "Aktuelles"), ("en", "News"), ("ar", "أخبار")])
def test_the_navigation_is_made_of_pages_in_the_readers_language(client, language: str, title: str):
    assert [entry.title for entry in menus.menu("header", language=language)] == [title]
    assert f'href="/{language}/aktuelles/"' in text_of(client, f"/{language}/")


def test_a_page_joins_the_menu_it_was_put_into_and_leaves_it_when_taken_offline(at):
    page = FreePage(title="Kontakt", slug="kontakt", show_in_menus=True, menu=FreePage.Menu.FOOTER)
    tree.add(parent=pages.home(), page=page, at=at)
    assert "Kontakt" in [entry.title for entry in menus.menu("footer", language="de")]
    assert "Kontakt" not in [entry.title for entry in menus.menu("header", language="de")]
    page.unpublish()
    assert "Kontakt" not in [entry.title for entry in menus._entries("de")]


def test_a_menu_costs_one_statement_and_then_none(django_assert_num_queries):
    menus.menu("header", language="ar")  # content types are known to the process from here on
    menus.foot_cache._forget("menus:ar")
    with django_assert_num_queries(1):
        menus.menu("header", language="ar")
    with django_assert_num_queries(0):
        menus.menu("footer", language="ar")


def test_the_words_around_the_catalogue_cost_no_statement_and_change_when_an_editor_publishes(
    client, django_capture_on_commit_callbacks, django_assert_num_queries
):
    page = CataloguePage.objects.get(locale__language_code="de")
    pages.catalogue("de")
    with django_assert_num_queries(0):
        assert pages.catalogue("de").body.get_prep_value() == page.body.get_prep_value()
    page.intro = "Alle Kurse sind kostenfrei."
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert "Alle Kurse sind kostenfrei." in text_of(client, "/de/kurse/")
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert pages.catalogue("de") is None
    assert "Alle Kurse sind kostenfrei." not in text_of(client, "/de/kurse/")


def test_the_legal_pages_of_the_platform_are_drafts_until_somebody_answers_for_them(
    client, django_capture_on_commit_callbacks
):
    assert "Impressum" not in text_of(client, "/de/")
    with django_capture_on_commit_callbacks(execute=True):
        published_legal("imprint")
    assert 'href="/de/impressum/"' in text_of(client, "/de/")


def test_a_course_page_leads_to_its_own_providers_legal_pages(client, at):
    course, other = live_course(unit_count=1), ProviderFactory(slug="anderer")
    for provider in (course.provider, other):
        published_legal("privacy", tree.provider_section(provider=provider, at=at))
    text = text_of(client, f"/de/kurse/{course.slug}/")
    assert f"/de/traeger/{course.provider.slug}/datenschutz/" in text
    assert "/de/traeger/anderer/datenschutz/" not in text
    assert f"traeger={course.provider.public_id}" in text


def test_the_imprint_of_a_provider_shows_its_address(client, at):
    provider = ProviderFactory(address="Lange Straße 1")
    page = published_legal("imprint", tree.provider_section(provider=provider, at=at))
    assert "Lange Straße 1" in text_of(client, page.url)


def test_a_second_imprint_in_the_same_place_is_refused():
    page = LegalPage(title="Noch ein Impressum", slug="zwei", kind="imprint")
    page._cached_parent_obj = pages.home()
    with pytest.raises(Exception, match="gibt es hier schon"):
        page.clean()


def test_news_are_listed_newest_first_and_translated_where_they_can_be(client, at):
    old = news("Alte Nachricht", date(2026, 1, 5), at)
    news("Neue Nachricht", date(2026, 2, 5), at)
    tree.translate(page=old, language="en", texts={"title": "Old news"}, at=at)
    text = text_of(client, "/en/aktuelles/")
    assert text.index("Neue Nachricht") < text.index("Old news")
    assert "Alte Nachricht" not in text
    assert "Neue Nachricht" in text_of(client, "/de/")


@pytest.mark.parametrize("path", ["aktuelles/", "aktuelles/neue-nachricht/", ""])
def test_the_date_of_german_news_is_in_the_readers_language_and_direction(client, at, path):
    news("Neue Nachricht", date(2026, 2, 5), at)
    page = BeautifulSoup(text_of(client, f"/ar/{path}"), "html.parser")
    [day] = page.select("main article time")
    assert (day["lang"], day["dir"], day.text) == ("ar", "rtl", "5 فبراير 2026")
    assert day.find_parent("article")["lang"] == "de"


def test_the_feed_names_the_news_with_full_addresses(client, at):
    page = news("Neue Nachricht", date(2026, 2, 5), at, intro="Es gibt etwas Neues.")
    answer = client.get("/ar/aktuelles/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert f'href="http://localhost/ar/aktuelles/{page.slug}/"' in answer.content.decode()


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function SpooledTemporaryFile.__del__:pytest.PytestUnraisableExceptionWarning"
)
def test_the_list_of_news_asks_for_ten_files_at_most_on_first_view(client, at):
    for number in range(5):
        image = ImageFactory() if number != 3 else None
        news(f"Nachricht {number}", date(2026, 1, 1 + number), at, image=image)
    text = text_of(client, "/de/aktuelles/")
    assert len(set(re.findall(r'<img [^>]*src="([^"]+)"', text))) == MOST_PICTURES
    first, unpictured, second, *_others = text.split('<article class="card')[1:]  # newest first
    assert ["<img " in card for card in (first, unpictured, second)] == [True, False, True]
    linked = re.findall(r'<link [^>]*rel="(?:stylesheet|icon)"|<(?:script|img) [^>]*src=', text)
    assert 1 + len(linked) <= 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_news_costs_the_same_for_any_number(client, at, count: int, django_assert_max_num_queries):
    for number in range(count):
        news(f"Nachricht {number}", date(2026, 1, 1 + number), at)
    client.get("/de/")
    with django_assert_max_num_queries(8):
        client.get("/en/aktuelles/")


def test_the_page_in_plain_language_shows_a_film_in_sign_language(client):
    page = PlainLanguagePage.objects.get()
    assert "<video" not in text_of(client, page.url)
    film = FilmFactory(is_signed=True)
    page.sign_film = film
    page.save_revision().publish()
    assert film.url in text_of(client, page.url)
    assert client.get(film.tracks("de")[0].url).status_code == 200


def test_the_picture_credits_name_what_live_pages_show_and_nothing_else(client, at):
    shown, drafted, hero = (ImageFactory(credit=f"© {name}") for name in ("Gezeigt", "Entwurf", "Start"))
    for picture, live in ((shown, True), (drafted, False)):
        body = json.dumps([{"type": "picture", "value": {"image": picture.pk, "alt": "", "is_decorative": False}}])
        tree.add(parent=pages.home(), page=FreePage(title=picture.credit, body=body), at=at, live=live)
    home = HomePage.objects.get(locale__language_code="de")
    home.hero_image = hero
    home.save_revision().publish()
    assert {entry.credit for entry in credits.credits()} == {"© Gezeigt", "© Start"}
    assert "© Gezeigt" in text_of(client, "/de/bildquellen/")


def test_the_list_of_providers_leads_to_their_pages_with_their_courses(client, at):
    course = live_course(unit_count=1)
    section = tree.provider_section(provider=course.provider, at=at)
    assert section.url in text_of(client, "/de/traeger/")
    assert course.title in text_of(client, section.url)
