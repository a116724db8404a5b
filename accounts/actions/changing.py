"""Programmes, networks, funding periods, regions, languages, employers and providers change, leave and come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction

from accounts import foot_cache, rules
from accounts.actions import groups, sessions
from accounts.models import (
    Employer,
    FundingPeriod,
    Language,
    Membership,
    Network,
    Programme,
    Provider,
    Region,
    User,
)
from accounts.roles import Permission
from privacy import audit

Platform: TypeAlias = Programme | Network | FundingPeriod | Region | Language | Employer
Archivable: TypeAlias = Network | Region | Employer | Provider

# What a form may set. The rest is for ever: a network's letters and a provider's short name stand in numbers and
# addresses that are out in the world.
CHANGEABLE: dict[type[Any], frozenset[str]] = {
    Programme: frozenset({"name"}),
    Network: frozenset({"programme", "parent", "name", "kind", "email", "phone", "website"}),
    FundingPeriod: frozenset({"starts_on", "ends_on", "statement"}),
    Region: frozenset({"name", "land"}),
    Language: frozenset({"name_de", "own_name", "is_rtl"}),
    Employer: frozenset({"name", "is_public", "size_class", "sector", "city"}),
}


class MayNotChange(Exception):
    """This person does not administer the platform, or not this provider."""


class StillInUse(Exception):
    """A network with providers or networks below it stays until those have left."""


class NetworkBelowItself(Exception):
    """A network cannot stand below one that stands below it."""


class PeriodsOverlap(Exception):
    """A network has one wording per day, so its funding periods do not overlap."""


def require_platform(by: User | None) -> None:
    """Raise MayNotChange unless `by` administers the platform; None is the platform itself, at set-up."""
    if by is not None and not (by.is_superuser or rules.may(by, Permission.MANAGE_PROVIDERS)):
        raise MayNotChange


@transaction.atomic
def change(*, subject: Platform, values: Mapping[str, Any], by: User, at: datetime) -> None:
    """
    Change what the administration of the platform may change; the trail tells which fields.

    Raises MayNotChange, NetworkBelowItself, PeriodsOverlap, and KeyError for a field that never changes.
    """
    require_platform(by)
    model = type(subject)
    if unknown := set(values) - CHANGEABLE[model]:
        raise KeyError(", ".join(sorted(unknown)))
    current: Any = model._default_manager.select_for_update().get(pk=subject.pk)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(current, name, values[name])
    if isinstance(current, Network):
        _stands_not_below_itself(current)
    if isinstance(current, FundingPeriod):
        require_no_overlap(current)
        foot_cache.forget(foot_cache.FUNDING)
    current.save(update_fields=changed)
    audit.record(
        f"accounts.{model.__name__.lower()}_changed", subject=current, by=by, at=at, details={"fields": changed}
    )


def _stands_not_below_itself(network: Network) -> None:
    above = network.parent
    while above is not None:
        if above.pk == network.pk:
            raise NetworkBelowItself
        above = above.parent


def require_no_overlap(period: FundingPeriod) -> None:
    """Raise PeriodsOverlap if another period of the network has a day in common; call it in a transaction."""
    Network.objects.select_for_update().get(pk=period.network_id)  # two periods at once wait for each other
    others = FundingPeriod.objects.filter(
        network=period.network_id, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on
    )
    if others.exclude(pk=period.pk).exists():
        raise PeriodsOverlap


@transaction.atomic
def archive(*, subject: Archivable, by: User, at: datetime) -> None:
    """
    Take something off the stage; nothing is deleted, and its past keeps its name.

    An archived provider's staff lose all rights there at once, an employer's and a network's likewise; learners keep
    their courses and certificates. Raises MayNotChange, StillInUse.
    """
    require_platform(by)
    current = _lock(subject)
    if current.archived_at is not None:
        return
    if isinstance(current, Network):
        below = (
            current.children.filter(archived_at=None).exists() or current.providers.filter(archived_at=None).exists()
        )
        if below:
            raise StillInUse
    _set_archived(current, at, "archived", by=by, at=at)


@transaction.atomic
def bring_back(*, subject: Archivable, by: User, at: datetime) -> None:
    """Bring something archived back, with the roles that rested meanwhile. Raises MayNotChange."""
    require_platform(by)
    current = _lock(subject)
    if current.archived_at is not None:
        _set_archived(current, None, "brought_back", by=by, at=at)


def _lock(subject: Archivable) -> Any:
    return type(subject)._default_manager.select_for_update().get(pk=subject.pk)


def _set_archived(current: Any, archived_at: datetime | None, what: str, *, by: User, at: datetime) -> None:
    current.archived_at = archived_at
    current.save(update_fields=["archived_at"])
    audit.record(
        f"accounts.{type(current).__name__.lower()}_{what}",
        subject=current,
        by=by,
        at=at,
        provider=current if isinstance(current, Provider) else None,
    )
    if isinstance(current, Region):
        return
    if isinstance(current, Network):
        foot_cache.forget(foot_cache.FUNDING)
    held = Membership.objects.filter(ended_at=None, **{type(current).__name__.lower(): current})
    for person in User.objects.filter(pk__in=held.values("user_id")):
        groups.sync(person)
        sessions.end_all(person=person, at=at)
