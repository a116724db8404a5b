"""Handouts and films are private until a live page shows them."""

import json
from datetime import datetime

import pytest
from django.urls import reverse

from cms.actions import tree
from cms.models import FreePage
from cms.queries import pages
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, UnitFactory, live_course
from tests.factories.lms import enrolled
from tests.factories.media import MP4, WEBVTT, DocumentFactory, FilmFactory

pytestmark = pytest.mark.django_db


def page_with(*blocks: tuple[str, dict], at: datetime, live: bool = True) -> FreePage:
    body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    return tree.add(parent=pages.home(), page=FreePage(title="Material", slug="material", body=body), at=at, live=live)


def status_of(client, address: str) -> int:
    answer = client.get(address)
    list(answer)  # read to the end, which closes the file
    return answer.status_code


@pytest.mark.parametrize("is_live", [False, True])
def test_a_handout_opens_for_everybody_once_a_live_page_shows_it(client, at, is_live: bool):
    document = DocumentFactory()
    page_with(("document", {"document": document.pk, "title": ""}), at=at, live=is_live)
    assert status_of(client, document.url) == (200 if is_live else 404)


def test_a_handout_closes_again_when_the_page_goes_offline(client, at):
    document = DocumentFactory()
    page = page_with(("document", {"document": document.pk, "title": ""}), at=at)
    page.unpublish()
    assert status_of(client, document.url) == 404


def test_a_handout_that_only_a_draft_shows_stays_private(client, at):
    document = DocumentFactory()
    page = page_with(at=at)
    page.body = json.dumps([{"type": "document", "value": {"document": document.pk, "title": ""}}])
    page.save_revision()
    assert status_of(client, document.url) == 404


@pytest.mark.parametrize(("is_own", "status"), [(True, 200), (False, 404)])
def test_who_edits_at_the_provider_opens_its_handouts(client, is_own: bool, status: int):
    document = DocumentFactory()
    client.force_login(make_staff("trainer", document.provider if is_own else ProviderFactory()))
    assert status_of(client, document.url) == status


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_a_learner_opens_what_a_unit_of_the_own_run_shows(client, at, is_enrolled: bool):
    course = live_course(unit_count=1)
    document = DocumentFactory(provider=course.provider)
    body = json.dumps([{"type": "document", "value": {"document": document.pk, "title": ""}}])
    unit = UnitFactory._meta.model.objects.filter(provider=course.provider).get()
    unit.body = body
    unit.save_revision().publish()
    learner, run = UserFactory(), RunFactory(course=course)
    enrolled(run, learner if is_enrolled else UserFactory(), at=at)
    client.force_login(learner)
    assert status_of(client, document.url) == (200 if is_enrolled else 404)


def test_a_film_plays_with_captions_on_a_live_page(client, at):
    film = FilmFactory()
    page = page_with(("film", {"film": film.pk, "caption": ""}), at=at)
    text = client.get(page.url).content.decode()
    assert film.url in text
    assert "Eine Frau sagt" in text
    piece = client.get(film.url, headers={"Range": "bytes=0-3"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, MP4[:4])
    assert client.get(reverse("film_captions", args=[film.public_id])).content.decode() == WEBVTT


@pytest.mark.parametrize("name", ["film", "film_captions"])
def test_a_film_on_no_page_is_not_found(client, name: str):
    assert status_of(client, reverse(name, args=[FilmFactory().public_id])) == 404
