"""Conference servers for tests."""

import factory

from live_sessions.models import Health, Reach, Server, ServerPool
from privacy import keys


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
