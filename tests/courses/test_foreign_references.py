"""A number typed by hand brings no picture, handout or film of another provider into a unit."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from courses.models import Unit
from tests.courses.editing import course_form, module, unit_form
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import DocumentFactory, FilmFactory, ImageFactory

pytestmark = pytest.mark.django_db

BLOCKS = {
    "picture": (ImageFactory, lambda key: {"image": key, "alt": "Ein Brief", "is_decorative": "", "caption": ""}),
    "document": (DocumentFactory, lambda key: {"document": key, "title": ""}),
    "film": (FilmFactory, lambda key: {"film": key, "caption": ""}),
}


def post(client, kind, row, *more, **values):
    body = streamfield([(kind, BLOCKS[kind][1](str(row.pk))), *more])
    return client.post(reverse("wagtailsnippets_courses_unit:add"), unit_form(body=body, **values))


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def trainer_client(client, provider):
    client.force_login(make_staff("trainer", provider))
    return client


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize(("is_own", "status"), [(True, 302), (False, 404)])
def test_only_what_is_ones_own_comes_into_a_unit(trainer_client, provider, kind, is_own, status):
    row = BLOCKS[kind][0](provider=provider if is_own else ProviderFactory())
    assert post(trainer_client, kind, row).status_code == status
    assert Unit.objects.count() == int(is_own)


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_form_that_is_wrong_elsewhere_does_not_tell_a_foreign_title(trainer_client, kind):
    answer = post(trainer_client, kind, BLOCKS[kind][0](title="GEHEIM"), ("heading", "x" * 500))
    assert (answer.status_code, "GEHEIM" in answer.content.decode()) == (404, False)


def test_a_text_links_to_no_handout_of_another_provider(trainer_client, provider):
    theirs = DocumentFactory()
    text = rich_text(f'<p><a linktype="document" id="{theirs.pk}">Blatt</a></p>', features=["document-link"])
    answer = trainer_client.post(
        reverse("wagtailsnippets_courses_unit:add"), unit_form(body=streamfield([("text", text)]))
    )
    assert answer.status_code == 404 or "linktype" not in str(Unit.objects.get().latest_revision.content)


def test_what_stood_there_before_may_stay(trainer_client, provider):
    handout = DocumentFactory(provider=provider)
    assert post(trainer_client, "document", handout).status_code == 302
    unit = Unit.objects.get()
    DocumentFactory._meta.model.objects.update(provider=ProviderFactory())
    body = streamfield([("document", {"document": str(handout.pk), "title": "Blatt"})])
    answer = trainer_client.post(reverse("wagtailsnippets_courses_unit:edit", args=[unit.pk]), unit_form(body=body))
    assert answer.status_code == 302
    other = streamfield([("document", {"document": str(DocumentFactory().pk), "title": "Blatt"})])
    answer = trainer_client.post(reverse("wagtailsnippets_courses_unit:edit", args=[unit.pk]), unit_form(body=other))
    assert answer.status_code == 404


def test_a_course_that_is_wrong_elsewhere_does_not_tell_the_title_of_a_foreign_unit(trainer_client):
    foreign = Unit.objects.create(title="GEHEIM", provider=ProviderFactory())
    answer = trainer_client.post(
        reverse("wagtailsnippets_courses_course:add"),
        course_form(modules=[module("", [foreign])], title="", action="action-publish"),
    )
    assert (answer.status_code, "GEHEIM" in answer.content.decode()) == (404, False)
