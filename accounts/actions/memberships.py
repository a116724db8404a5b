"""Giving and ending roles."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import rules
from accounts.actions import groups, sessions
from accounts.models import Employer, Membership, Network, Provider, User
from accounts.roles import BY_KEY, Permission, Scope
from privacy import audit


class MayNotManageRoles(Exception):
    """The acting person may not give or end this role."""


class LastAdministration(Exception):
    """A provider, and the platform, keeps at least one person who manages its roles."""


def may_manage(by: User, role: str, *, provider: Provider | None) -> bool:
    """
    Return whether `by` may give or end this role there.

    Who manages a provider's staff gives that provider's roles; all others, and the first administration of a
    provider, come from the administration of the platform.
    """
    if by.is_superuser or rules.may(by, Permission.MANAGE_PROVIDERS):
        return True
    is_own = BY_KEY[role].scope == Scope.PROVIDER and provider is not None
    return is_own and rules.may(by, Permission.MANAGE_STAFF, provider=provider)


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    by: User | None,
    at: datetime,
    provider: Provider | None = None,
    employer: Employer | None = None,
    network: Network | None = None,
) -> Membership:
    """
    Give the person a role; who holds it already keeps it. Raises MayNotManageRoles.

    `by=None` is the platform itself, at set-up. All sessions of the person end: new rights begin with a new sign-in.
    """
    if by is not None and not may_manage(by, role, provider=provider):
        raise MayNotManageRoles
    place = {"provider": provider, "employer": employer, "network": network}
    if any(where is not None and where.archived_at is not None for where in place.values()):
        raise MayNotManageRoles
    known = Membership.objects.filter(user=user, role=role, ended_at=None, **place).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, role=role, since=at, **place)
    except IntegrityError:  # somebody gave it at the same moment
        return Membership.objects.get(user=user, role=role, ended_at=None, **place)
    audit.record(
        "accounts.role_granted",
        subject=membership,
        by=by,
        at=at,
        provider=provider,
        details={"role": role, "person": user.public_id},
    )
    _rights_changed(user, at)
    return membership


@transaction.atomic
def end(*, membership: Membership, by: User, at: datetime) -> None:
    """End a role. Raises MayNotManageRoles, LastAdministration."""
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "provider").get(pk=membership.pk)
    )
    if not may_manage(by, membership.role, provider=membership.provider):
        raise MayNotManageRoles
    if membership.ended_at is not None:
        return
    if _is_last_administration(membership):
        raise LastAdministration
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    audit.record(
        "accounts.role_ended",
        subject=membership,
        by=by,
        at=at,
        provider=membership.provider,
        details={"role": membership.role, "person": membership.user.public_id},
    )
    _rights_changed(membership.user, at)


def _is_last_administration(membership: Membership) -> bool:
    if Permission.MANAGE_STAFF not in BY_KEY[membership.role].permissions:
        return False
    if membership.provider is not None and membership.provider.archived_at is not None:
        return False  # nobody manages anything there
    # Locks all of them, so that two people cannot end each other's role at the same moment.
    same = (
        Membership.objects.active()
        .select_for_update(of=("self",))
        .filter(role=membership.role, provider=membership.provider)
    )
    return not [other for other in same if other.pk != membership.pk]


def _rights_changed(user: User, at: datetime) -> None:
    groups.sync(user)
    sessions.end_all(person=user, at=at)
