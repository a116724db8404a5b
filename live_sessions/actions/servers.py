"""Servers and their pools are set up, changed, emptied and retired by the administration of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Network, Provider, User
from live_sessions import rules
from live_sessions.bbb import connect
from live_sessions.bbb.client import Algorithm, BBBClient
from live_sessions.models import Health, Reach, Server, ServerPool
from privacy import audit, keys

CHANGEABLE = frozenset({"pool", "name", "base_url", "secret", "algorithm", "weight", "uses_hooks"})


class MayNotManageServers(Exception):
    """This person does not look after conference servers."""


class SecretNeeded(Exception):
    """A secret is given for an address; another address gets it only from somebody who knows it."""


def require(by: User | None) -> None:
    """Raise MayNotManageServers unless `by` looks after servers; None is the platform itself, at set-up."""
    if by is not None and not rules.may_manage_servers(by):
        raise MayNotManageServers


def client_of(server: Server, *, seconds: float | None = None) -> BBBClient:
    """
    Return a client for the server, each call within `seconds`.

    Raises cryptography's InvalidToken when no key of the ring opens its secret.
    """
    return connect(
        base_url=server.base_url,
        secret=keys.decrypt(server.secret),
        algorithm=Algorithm(server.algorithm),
        seconds=seconds,
    )


@transaction.atomic
def add_pool(
    *, name: str, network: Network | None = None, provider: Provider | None = None, by: User | None, at: datetime
) -> ServerPool:
    """Set up a pool for a provider, for a network, or (neither given) for everybody; there is one for each."""
    require(by)
    reach = Reach.PROVIDER if provider else Reach.NETWORK if network else Reach.PLATFORM
    pool = ServerPool.objects.create(name=name, reach=reach, network=network, provider=provider)
    audit.record("live_sessions.server_pool_added", subject=pool, by=by, at=at, provider=provider)
    return pool


@transaction.atomic
def rename_pool(*, pool: ServerPool, name: str, by: User, at: datetime) -> None:
    """Give a pool another name; whom it serves stays."""
    require(by)
    current = ServerPool.objects.select_for_update(of=("self",)).get(pk=pool.pk)
    if current.name == name:
        return
    current.name = name
    current.save(update_fields=["name"])
    audit.record("live_sessions.server_pool_renamed", subject=current, by=by, at=at, provider=current.provider)


@transaction.atomic
def add_server(
    *,
    pool: ServerPool,
    name: str,
    base_url: str,
    secret: str,
    algorithm: str = Algorithm.SHA256.value,
    weight: int = 1,
    uses_hooks: bool = False,
    by: User | None,
    at: datetime,
) -> Server:
    """
    Set up a server. It takes meetings as soon as it has answered once.

    Raises AddressUnusable, AddressNotSecure.
    """
    require(by)
    server = Server.objects.create(
        pool=pool,
        name=name,
        base_url=rules.address(base_url),
        secret=keys.encrypt(secret),
        algorithm=algorithm,
        weight=weight,
        uses_hooks=uses_hooks,
    )
    audit.record("live_sessions.server_added", subject=server, by=by, at=at, provider=pool.provider)
    return server


@transaction.atomic
def change_server(*, server: Server, values: Mapping[str, Any], by: User, at: datetime) -> None:
    """
    Change a server in service; an empty or missing "secret" keeps the one it has. The trail tells which fields.

    Another address, secret or signature makes it a new server that has to answer first. Raises SecretNeeded,
    AddressUnusable, AddressNotSecure, and KeyError for a field that never changes.
    """
    require(by)
    if unknown := set(values) - CHANGEABLE:
        raise KeyError(", ".join(sorted(unknown)))
    current = _lock(server)
    wanted = {name: value for name, value in values.items() if name != "secret"}
    if "base_url" in wanted:
        wanted["base_url"] = rules.address(wanted["base_url"])
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    secret = values.get("secret") or ""
    if "base_url" in changed and not secret:
        raise SecretNeeded
    for name in changed:
        setattr(current, name, wanted[name])
    if secret:
        current.secret = keys.encrypt(secret)
        changed.append("secret")
    if not changed:
        return
    if {"base_url", "secret", "algorithm"} & set(changed):
        _begin_anew(current)
    current.save()
    audit.record(
        "live_sessions.server_changed",
        subject=current,
        by=by,
        at=at,
        provider=current.pool.provider,
        details={"fields": sorted(changed)},
    )


def _begin_anew(server: Server) -> None:
    server.health = Health.NEW
    server.error_count = server.good_count = server.meeting_count = server.participant_count = 0
    server.last_error = server.version = server.hook_id = server.hooks_error = ""
    server.clock_offset_seconds = server.last_good_at = server.poll_began_at = server.tested_at = None
    server.hooks_checked_at = None
    server.test_report = []


@transaction.atomic
def drain(*, server: Server, is_draining: bool, by: User, at: datetime) -> None:
    """Let a server run empty: what is on it goes on, nothing new begins; or let it take meetings again."""
    require(by)
    current = _lock(server)
    if current.is_draining == is_draining:
        return
    current.is_draining = is_draining
    current.save(update_fields=["is_draining"])
    what = "live_sessions.server_draining" if is_draining else "live_sessions.server_taking_meetings"
    audit.record(what, subject=current, by=by, at=at, provider=current.pool.provider)


@transaction.atomic
def retire(*, server: Server, by: User, at: datetime) -> None:
    """Take a server out of service for good: nobody asks it any more, and its secret goes."""
    require(by)
    current = _lock(server)
    current.retired_at, current.secret = at, ""
    current.save(update_fields=["retired_at", "secret"])
    audit.record("live_sessions.server_retired", subject=current, by=by, at=at, provider=current.pool.provider)


def _lock(server: Server) -> Server:
    return Server.objects.in_service().select_for_update().get(pk=server.pk)
