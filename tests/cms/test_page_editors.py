"""The editors and previews of every page type open for who may edit the platform's pages."""

import pytest
from django.urls import reverse

from cms.actions import tree
from cms.models import (
    FreePage,
    HomePage,
    ImageCreditsPage,
    LegalPage,
    NewsIndexPage,
    NewsPage,
    PlainLanguagePage,
    ProvidersPage,
)
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


def german(model):
    return model.objects.filter(locale__language_code="de").first()


@pytest.fixture
def editor_client(client):
    client.force_login(make_staff("administrator"))
    return client


@pytest.mark.parametrize(
    "model", [HomePage, ImageCreditsPage, LegalPage, NewsIndexPage, PlainLanguagePage, ProvidersPage]
)
def test_a_basic_page_opens_in_its_editor_and_in_its_preview(editor_client, model):
    page = german(model)
    assert editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    shown = page.make_preview_request()
    assert shown.status_code == 200
    assert page.title in shown.content.decode()


@pytest.mark.parametrize(("model", "parent"), [(NewsPage, NewsIndexPage), (FreePage, HomePage)])
def test_the_form_of_a_new_page_opens(editor_client, model, parent):
    address = reverse("wagtailadmin_pages:add", args=["cms", model._meta.model_name, german(parent).pk])
    assert editor_client.get(address).status_code == 200


def test_a_draft_that_stands_nowhere_yet_has_a_preview(at):
    page = NewsPage(title="Noch ungesagt", intro="Bald.")
    page.locale = german(HomePage).locale
    assert "Noch ungesagt" in page.make_preview_request().content.decode()


def test_a_preview_of_a_translation_turns_the_whole_page_around(at):
    page = tree.add(parent=german(HomePage), page=FreePage(title="Kontakt", slug="kontakt"), at=at)
    arabic = tree.translate(page=page, language="ar", texts={"title": "اتصل بنا"}, at=at, live=False)
    text = arabic.make_preview_request().content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    assert 'name="robots" content="noindex"' in text


@pytest.mark.parametrize("is_published", [False, True])
def test_the_start_page_of_the_back_office_names_the_legal_pages_that_are_missing(editor_client, is_published):
    if is_published:
        for page in LegalPage.objects.filter(locale__language_code="de"):
            page.save_revision().publish()
    text = editor_client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("Rechtliche Seiten, die noch fehlen" in text) is not is_published
