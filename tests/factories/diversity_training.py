"""Offers and requests for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from accounts.models import Provider
from diversity_training.models import Topic, TrainingOffer, TrainingRequest
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course


def live_offer(provider: Provider | None = None, *, topic: str = Topic.BASIC, **values) -> TrainingOffer:
    """Return an offer whose course is published."""
    described = {key: values.pop(key) for key in ("requires", "group_min", "group_max") if key in values}
    course = live_course(
        provider, **{"offer_kind": "diversity_training", "occupation": None, "methods": "Wir üben an Fällen.", **values}
    )
    return TrainingOffer.objects.create(course=course, topic=topic, **described)


class TrainingRequestFactory(factory.django.DjangoModelFactory):
    """A request that waits for an answer."""

    class Meta:
        model = TrainingRequest

    provider = factory.SubFactory(ProviderFactory)
    course_title = "Vielfalt verstehen"
    organisation = "Metallbau Weser"
    postcode = "27568"
    contact_name = "Karin Petersen"
    contact_email = factory.Sequence(lambda n: f"karin{n}@example.org")
    people_count = 14
    language = "de"
    received_at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    reply_due_on = date(2026, 3, 9)
