"""Reads across people, organisations and roles."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import FundingPeriod, Membership, Network, Provider, User
from accounts.roles import Permission, Scope, roles_with


def provider_ids(user: User | AnonymousUser, permission: Permission) -> set[int]:
    """Return the primary keys of the providers at which the user holds a role with this permission."""
    if not user.is_authenticated:
        return set()
    held = Membership.objects.active().filter(user=user, role__in=roles_with(permission, Scope.PROVIDER))
    return {pk for pk in held.values_list("provider_id", flat=True) if pk is not None}


def providers_for(user: User | AnonymousUser, permission: Permission) -> QuerySet[Provider]:
    """Return the providers at which the user may do this."""
    return Provider.objects.filter(pk__in=provider_ids(user, permission), archived_at__isnull=True)


def funding_statement(network: Network, on: date) -> str:
    """Return the funder's wording on this day: the network's own, else that of the nearest network above it."""
    level: Network | None = network
    while level is not None:
        period = FundingPeriod.objects.filter(network=level, starts_on__lte=on, ends_on__gte=on).first()
        if period is not None:
            return period.statement
        level = level.parent
    return ""
