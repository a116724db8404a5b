"""Conference servers for tests."""

import uuid

import factory

from live_sessions.models import Health, Meeting, MeetingState, Participant, Reach, Server, ServerPool
from privacy import keys
from tests.factories.accounts import ProviderFactory, UserFactory


class ServerPoolFactory(factory.django.DjangoModelFactory):
    """For everybody; say reach="network", network=… or reach="provider", provider=… otherwise."""

    class Meta:
        model = ServerPool

    name = factory.Sequence(lambda n: f"Gruppe {n}")
    reach = Reach.PLATFORM


class ServerFactory(factory.django.DjangoModelFactory):
    """A server that answered a moment ago; nobody is there."""

    class Meta:
        model = Server

    pool = factory.SubFactory(ServerPoolFactory)
    name = factory.Sequence(lambda n: f"bbb{n}")
    base_url = factory.Sequence(lambda n: f"https://bbb{n}.example/bigbluebutton/api/")
    secret = factory.LazyFunction(lambda: keys.encrypt("geheim"))
    health = Health.ONLINE


class MeetingFactory(factory.django.DjangoModelFactory):
    """A meeting that is open since the moment `requested_at`."""

    class Meta:
        model = Meeting

    provider = factory.SubFactory(ProviderFactory)
    context_key = factory.LazyFunction(uuid.uuid4)
    server = factory.SubFactory(ServerFactory)
    state = MeetingState.OPEN
    create_time = 1_700_000_000_000


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    provider = factory.SubFactory(ProviderFactory)
    context_key = factory.LazyFunction(uuid.uuid4)
    user = factory.SubFactory(UserFactory)
