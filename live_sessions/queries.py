"""Which servers there are, which one a new meeting begins on, and when the last one of a context ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import Network, Provider
from live_sessions.models import LIVE, Meeting, Reach, Server, ServerPool

# A meeting that has just begun will fill: without this the next ones of the same minute would all go the same way.
EXPECTED_PEOPLE = 10


def pools() -> QuerySet[ServerPool]:
    """Return all pools with their servers in service."""
    servers = Server.objects.in_service().order_by("name")
    return (
        ServerPool.objects.select_related("network", "provider")
        .prefetch_related(Prefetch("servers", queryset=servers, to_attr="servers_in_service"))
        .order_by("name")
    )


def servers_in_service() -> list[Server]:
    """Return the servers that are asked every minute."""
    return list(Server.objects.in_service().order_by("name"))


def pool_of(provider: Provider) -> ServerPool | None:
    """
    Return the nearest pool with a server in service: of the provider, of its network and those above, of everybody.

    A provider with servers of its own never falls back on others': where its learners' data goes is part of its
    contracts, not of the load.
    """
    with_servers = ServerPool.objects.filter(pk__in=Server.objects.in_service().values("pool"))
    own = with_servers.filter(provider=provider).first()
    if own is not None:
        return own
    by_network = {pool.network_id: pool for pool in with_servers.filter(reach=Reach.NETWORK)}
    network: Network | None = provider.network
    while network is not None and by_network:
        if network.pk in by_network:
            return by_network[network.pk]
        network = network.parent
    return with_servers.filter(reach=Reach.PLATFORM).first()


def servers_for(provider: Provider) -> list[Server]:
    """Return the servers on which a new meeting of the provider may begin, the one with the least load first."""
    pool = pool_of(provider)
    if pool is None:
        return []
    unseen = Meeting.objects.live().filter(server__pool=pool, seen_at=None)
    fresh: dict[int, int] = dict(unseen.values_list("server").annotate(Count("pk")).order_by())
    servers = Server.objects.open_for_meetings().filter(pool=pool)
    # One that has just failed is the last choice, though it is not offline yet.
    return sorted(servers, key=lambda one: (one.error_count > 0, load(one, fresh_count=fresh.get(one.pk, 0)), one.pk))


def load(server: Server, *, fresh_count: int = 0) -> float:
    """Return how many people the server carries, or will soon, for its weight; fresh meetings no poll has seen yet."""
    return (server.participant_count + EXPECTED_PEOPLE * (server.meeting_count + fresh_count)) / server.weight


def ended_at(context_key: UUID) -> datetime | None:
    """Return when the last meeting of the context ended; None while one is live, and where there was none."""
    rows = list(Meeting.objects.filter(context_key=context_key).values_list("state", "ended_at"))
    if any(state in LIVE for state, _ended in rows):
        return None
    return max((ended for _state, ended in rows if ended is not None), default=None)
