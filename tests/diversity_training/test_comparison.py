"""Which training fits, and which dates one person can join alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diversity_training.models import Topic
from tests.factories.courses import RunFactory
from tests.factories.diversity_training import live_offer

pytestmark = pytest.mark.django_db

PAGE = reverse("diversity_training:comparison")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_basic_and_advanced_stand_side_by_side_with_what_is_required(client, language):
    basic = live_offer(topic=Topic.BASIC, title="Vielfalt verstehen")
    live_offer(topic=Topic.ADVANCED, title="Vielfalt gestalten", requires=basic, prerequisites="Basistraining")
    path = PAGE.replace("/de/", f"/{language}/", 1)
    shown = client.get(path).content.decode()
    assert shown.index("Vielfalt verstehen") < shown.index("Vielfalt gestalten")
    assert "Basistraining" in shown
    assert path in client.get(reverse("diversity_training:employers").replace("/de/", f"/{language}/", 1)).text


def test_there_is_nothing_to_compare_without_both(client):
    live_offer(topic=Topic.BASIC)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("diversity_training:employers")).text


def test_the_page_of_a_training_leads_one_person_to_an_open_date(client):
    offer, today = live_offer(), timezone.localdate()
    window = {"enrol_from": today, "enrol_until": today + timedelta(days=5), "announced_at": timezone.now()}
    days = {"starts_on": today + timedelta(days=10), "ends_on": today + timedelta(days=40)}
    run = RunFactory(course=offer.course, **days, **window)
    hidden = RunFactory(course=offer.course, **days, **{**window, "announced_at": None})
    shown = client.get(reverse("diversity_training:offer", args=[offer.course.slug])).text
    assert reverse("lms:enrol", args=[run.public_id]) in shown
    assert hidden.public_id not in shown
