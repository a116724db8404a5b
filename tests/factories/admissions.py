"""Places for tests."""

from datetime import UTC, date, datetime

import factory

from admissions.models import Place, SeatBlock, SeatInvitation
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.courses import RunFactory


class PlaceFactory(factory.django.DjangoModelFactory):
    """A taken place."""

    class Meta:
        model = Place

    run = factory.SubFactory(RunFactory)
    person = factory.SubFactory(UserFactory)
    state = Place.State.TAKEN
    created_at = taken_at = datetime(2026, 2, 20, 9, tzinfo=UTC)


class SeatBlockFactory(factory.django.DjangoModelFactory):
    """A block without seats; `seats=5` gives it five free ones."""

    class Meta:
        model = SeatBlock
        skip_postgeneration_save = True

    run = factory.SubFactory(RunFactory)
    employer = factory.SubFactory(EmployerFactory)
    return_on = date(2026, 3, 20)
    reserved_at = datetime(2026, 2, 20, 9, tzinfo=UTC)

    @factory.post_generation
    def seats(self, create, extracted, **kwargs):
        for _ in range(extracted or 0):
            SeatFactory(block=self, run=self.run)


class SeatFactory(factory.django.DjangoModelFactory):
    """A free seat of a block."""

    class Meta:
        model = Place

    block = factory.SubFactory(SeatBlockFactory)
    run = factory.SelfAttribute("block.run")
    state = Place.State.HELD
    created_at = datetime(2026, 2, 20, 9, tzinfo=UTC)
    held_until = factory.LazyAttribute(lambda seat: seat.block.ends_at)


class SeatInvitationFactory(factory.django.DjangoModelFactory):
    """An open invitation to an offered seat."""

    class Meta:
        model = SeatInvitation

    place = factory.SubFactory(SeatFactory, state=Place.State.OFFERED)
    name = "Amina Beispiel"
    email = factory.Sequence(lambda n: f"amina{n}@example.org")
    language = "de"
    invited_at = datetime(2026, 2, 20, 9, tzinfo=UTC)
