"""What happened to a row of one's own, and where it is used, opens and tells of that row."""

import pytest
from django.urls import reverse

from courses.actions import drafting
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course
from tests.factories.media import DocumentFactory, FilmFactory, ImageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def rows(provider):
    return {
        "runs": RunFactory(course=live_course(provider)),
        "pictures": ImageFactory(provider=provider),
        "films": FilmFactory(provider=provider),
        "handouts": DocumentFactory(provider=provider),
    }


@pytest.mark.parametrize("screen", ["history", "usage"])
@pytest.mark.parametrize("kind", ["runs", "pictures", "films", "handouts"])
def test_history_and_usage_open_for_own_rows_only(client, provider, rows, kind, screen):
    address = reverse(f"{kind}:{screen}", args=[rows[kind].pk])
    client.force_login(make_staff("trainer", provider))
    assert client.get(address).status_code == 200
    client.force_login(make_staff("trainer"))
    assert client.get(address).status_code == 404


def test_usage_names_what_uses_the_row_and_not_all_rows_of_its_kind(client, provider):
    trainer = make_staff("trainer", provider)
    handout, other = DocumentFactory(provider=provider), DocumentFactory(provider=provider, title="ANDERES")
    block = ("document", {"document": handout.pk, "title": ""})
    drafting.draft_unit(provider=provider, title="Einheit mit Blatt", teaching_units=1, body=[block], by=trainer)
    client.force_login(trainer)
    text = client.get(reverse("handouts:usage", args=[handout.pk])).content.decode()
    assert ("Einheit mit Blatt" in text, other.title in text) == (True, False)
