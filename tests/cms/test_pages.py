"""Pages of the website: the basic tree, addresses, languages, drafts."""

from datetime import datetime

import pytest
from django.utils import translation

from cms.actions import tree
from cms.models import FreePage, HomePage, ProviderPage
from cms.queries import pages
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def free_page(at: datetime) -> FreePage:
    return tree.add(
        parent=pages.home(), page=FreePage(title="Über uns", slug="ueber-uns", intro="Wer wir sind."), at=at
    )


def test_migrating_has_built_the_tree_and_building_again_makes_nothing(at: datetime):
    assert HomePage.objects.filter(locale__language_code="de", live=True).count() == 1
    assert tree.build_site(at=at) == []


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_start_page_answers_in_every_language(client, language: str):
    answer = client.get(f"/{language}/")
    assert answer.status_code == 200
    assert answer.context["page"].language == language


def test_a_page_without_translation_is_shown_in_german_with_its_own_language_and_direction(client, free_page: FreePage):
    answer = client.get("/ar/ueber-uns/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="ar" dir="rtl">' in text
    assert 'lang="de" dir="ltr"' in text


def test_a_translation_is_shown_under_the_german_path(client, free_page: FreePage, at: datetime):
    tree.translate(page=free_page, language="en", texts={"title": "About us", "slug": "about"}, at=at)
    assert "About us" in client.get("/en/ueber-uns/").content.decode()
    assert "Über uns" in client.get("/de/ueber-uns/").content.decode()


def test_a_translation_that_is_a_draft_is_not_shown(client, free_page: FreePage, at: datetime):
    tree.translate(page=free_page, language="en", texts={"title": "About us"}, at=at, live=False)
    assert "About us" not in client.get("/en/ueber-uns/").content.decode()


def test_a_german_page_has_an_address_in_the_active_language_and_a_translation_in_its_own(free_page, at: datetime):
    english = tree.translate(page=free_page, language="en", texts={"title": "About us"}, at=at)
    with translation.override("ar"):
        assert free_page.url == "/ar/ueber-uns/"
        assert english.url == "/en/ueber-uns/"
        assert free_page.full_url == "http://localhost/ar/ueber-uns/"


@pytest.mark.parametrize("path", ["/de/gibt-es-nicht/", "/de/ueber-uns/tiefer/", "/de/start/"])
def test_what_is_no_page_is_not_found(client, free_page: FreePage, path: str):
    assert client.get(path).status_code == 404


def test_a_draft_is_not_found(client, at: datetime):
    tree.add(parent=pages.home(), page=FreePage(title="Entwurf", slug="entwurf"), at=at, live=False)
    assert client.get("/de/entwurf/").status_code == 404


def test_a_page_costs_two_statements_to_find(free_page: FreePage, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = pages.find("ueber-uns", language="ar")
    with django_assert_num_queries(0):
        assert found.url == "/de/ueber-uns/"
        assert found.language == "de"


def test_search_engines_are_led_to_no_provider_that_has_left_but_its_pages_still_answer(client, at: datetime):
    stays, left = ProviderFactory(slug="leine"), ProviderFactory(slug="fort")
    for provider in (stays, left):
        section = tree.provider_section(provider=provider, at=at)
        tree.add(parent=section, page=FreePage(title="Haus", slug="haus"), at=at, live=True)
    type(left).objects.filter(pk=left.pk).update(archived_at=at)
    told = client.get("/sitemap.xml").content.decode()
    assert ("/de/traeger/leine/haus/" in told, "/de/traeger/fort/" in told) == (True, False)
    assert client.get("/de/traeger/fort/haus/").status_code == 200


def test_a_provider_has_one_section_however_often_it_is_asked_for(at: datetime):
    provider = ProviderFactory(name="Bildungswerk Leine", slug="leine")
    first = tree.provider_section(provider=provider, at=at)
    assert tree.provider_section(provider=provider, at=at) == first
    assert ProviderPage.objects.filter(provider=provider).count() == 1
    assert first.url == "/de/traeger/leine/"


def test_a_page_below_a_section_belongs_to_the_provider_in_every_language(at: datetime):
    section = tree.provider_section(provider=ProviderFactory(), at=at)
    page = tree.add(parent=section, page=FreePage(title="Anfahrt", slug="anfahrt"), at=at)
    english = tree.translate(page=page, language="en", texts={"title": "How to get here"}, at=at)
    assert pages.section_of(page) == section
    assert pages.section_of(english) == section


def test_a_preview_of_an_arabic_draft_stands_in_an_arabic_interface(free_page: FreePage, at: datetime):
    arabic = tree.translate(page=free_page, language="ar", texts={"title": "من نحن"}, at=at, live=False)
    with translation.override("de"):
        answer = arabic.make_preview_request()
        assert '<html lang="ar" dir="rtl">' in answer.content.decode()
        assert "من نحن" in answer.content.decode()
