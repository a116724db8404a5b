"""A trainer adds a questionnaire to begin with, with one click."""

import pytest
from django.urls import reverse

from surveys.models import Part, Questionnaire, Round
from surveys.queries.questions import questions_of
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(client):
    provider = ProviderFactory()
    client.force_login(make_staff("trainer", provider))
    return provider


def add(client, provider, starter):
    return client.post(reverse("starter_office:page"), {"provider": provider.public_id, "starter": starter})


def test_one_click_gives_the_provider_a_copy_with_translations(client, provider):
    answer = add(client, provider, "training")

    made = Questionnaire.objects.get(provider=provider)
    assert client.get(answer.url).status_code == 200
    asked = {round_: [question.part for question in questions_of(made, round_)] for round_ in Round}
    assert asked == {
        Round.BEFORE: [Part.LEARNING] * 6,
        Round.END: [Part.LEARNING] * 6 + [Part.REACTION] * 5,
        Round.LATER: [Part.LEARNING] * 6 + [Part.TRANSFER] * 4,
    }
    assert all({"de", "en", "ar"} == set(question.texts) for question in questions_of(made, Round.END))


def test_the_climate_is_asked_in_nine_items(client, provider):
    add(client, provider, "climate")

    assert [one.part for one in questions_of(Questionnaire.objects.get(), Round.BEFORE)] == [Part.CLIMATE] * 9


def test_the_list_of_questionnaires_leads_there(client, provider):
    page = client.get(reverse("wagtailsnippets_surveys_questionnaire:list")).content.decode()

    assert reverse("starter_office:page") in page


def test_nobody_adds_one_to_another_provider(client, provider):
    assert add(client, ProviderFactory(), "training").status_code == 404
    assert add(client, provider, "unknown").status_code == 404
    assert not Questionnaire.objects.exists()
