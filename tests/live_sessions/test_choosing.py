"""A new meeting begins on the least loaded server of the nearest pool, or nowhere."""

import pytest

from live_sessions import queries
from live_sessions.models import Health, Reach
from tests.factories.accounts import NetworkFactory, ProviderFactory
from tests.factories.live_sessions import ServerFactory, ServerPoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory()


def test_the_least_loaded_comes_first_and_weight_counts(provider):
    pool = ServerPoolFactory()
    busy = ServerFactory(pool=pool, meeting_count=1, participant_count=30)
    strong = ServerFactory(pool=pool, meeting_count=2, participant_count=60, weight=4)
    empty = ServerFactory(pool=pool)

    assert queries.servers_for(provider) == [empty, strong, busy]


@pytest.mark.parametrize("away", [{"health": Health.OFFLINE}, {"health": Health.NEW}, {"is_draining": True}])
def test_a_server_that_is_away_takes_nothing_new(provider, away):
    ServerFactory(**away)

    assert queries.servers_for(provider) == []


def test_a_retired_server_is_not_there(provider, at):
    ServerFactory(secret="", retired_at=at)

    assert (queries.pool_of(provider), queries.servers_for(provider)) == (None, [])


def test_a_provider_uses_its_own_servers_else_those_of_the_networks_above_else_those_for_everybody(provider):
    above = NetworkFactory()
    provider.network.parent = above
    provider.network.save()
    chosen = []
    for pool in (
        ServerPoolFactory(),
        ServerPoolFactory(reach=Reach.NETWORK, network=above),
        ServerPoolFactory(reach=Reach.NETWORK, network=provider.network),
        ServerPoolFactory(reach=Reach.PROVIDER, provider=provider),
    ):
        before = queries.pool_of(provider)
        ServerFactory(pool=pool)
        chosen.append((before != pool, queries.pool_of(provider) == pool))

    assert chosen == [(True, True)] * 4


def test_own_servers_that_are_down_are_not_replaced_by_others(provider):
    ServerFactory(pool=ServerPoolFactory())
    ServerFactory(pool=ServerPoolFactory(reach=Reach.PROVIDER, provider=provider), health=Health.OFFLINE)

    assert queries.servers_for(provider) == []


def test_servers_of_another_provider_are_never_used(provider):
    ServerFactory(pool=ServerPoolFactory(reach=Reach.PROVIDER, provider=ProviderFactory(network=provider.network)))

    assert queries.servers_for(provider) == []
