"""Places for tests."""

from datetime import UTC, datetime

import factory

from admissions.models import Place
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory


class PlaceFactory(factory.django.DjangoModelFactory):
    """A taken place."""

    class Meta:
        model = Place

    run = factory.SubFactory(RunFactory)
    person = factory.SubFactory(UserFactory)
    state = Place.State.TAKEN
    created_at = taken_at = datetime(2026, 2, 20, 9, tzinfo=UTC)
