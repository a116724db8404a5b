"""Reads across people, roles and the providers they work for."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts import rules
from accounts.models import Membership, Provider, User
from accounts.roles import Permission, Scope, roles_with


def owner_of_address(email: str) -> User | None:
    """Return whose e-mail address this is: confirmed by them, else written in their account."""
    confirmed = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return confirmed.user if confirmed is not None else User.objects.filter(email__iexact=email).first()


def provider_ids(user: User | AnonymousUser, permission: Permission) -> set[int]:
    """Return the primary keys of the providers at which the user holds a role with this permission."""
    if not user.is_authenticated:
        return set()
    held = Membership.objects.active().filter(user=user, role__in=roles_with(permission, Scope.PROVIDER))
    return {pk for pk in held.values_list("provider_id", flat=True) if pk is not None}


def employer_ids(user: User | AnonymousUser, permission: Permission) -> set[int]:
    """Return the primary keys of the employers for which the user holds a role with this permission."""
    if not user.is_authenticated:
        return set()
    held = Membership.objects.active().filter(user=user, role__in=roles_with(permission, Scope.EMPLOYER))
    return {pk for pk in held.values_list("employer_id", flat=True) if pk is not None}


def providers_for(user: User | AnonymousUser, permission: Permission) -> QuerySet[Provider]:
    """Return the providers at which the user may do this."""
    return Provider.objects.filter(pk__in=provider_ids(user, permission), archived_at__isnull=True)


def staff_with(provider: Provider, permission: Permission) -> QuerySet[User]:
    """Return the provider's people who may do this; nobody at an archived provider."""
    held = Membership.objects.active().filter(provider=provider, role__in=roles_with(permission, Scope.PROVIDER))
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk")


def managed_memberships(user: User) -> QuerySet[Membership]:
    """
    Return the roles that this person may see and end: the active ones of the own providers, or all.

    The administration also sees those that rest at an archived place, because nobody there can end them.
    """
    if user.is_superuser or rules.may(user, Permission.MANAGE_PROVIDERS):
        rows: QuerySet[Membership] = Membership.objects.filter(ended_at=None, user__is_active=True)
    else:
        rows = Membership.objects.active().filter(provider_id__in=provider_ids(user, Permission.MANAGE_STAFF))
    return rows.select_related("user", "provider", "employer", "network")


def has_come(membership: Membership) -> bool:
    """
    Return whether the person has signed in since the role was given.

    Until then lists show the address that was typed and not the name of the account, so that nobody can look up who
    an address belongs to, or whether the house knew it before.
    """
    seen = membership.user.last_login
    return seen is not None and seen >= membership.since


def editable_providers(user: User) -> QuerySet[Provider]:
    """Return the providers whose details this person may change."""
    if user.is_superuser or rules.may(user, Permission.MANAGE_PROVIDERS):
        return Provider.objects.filter(archived_at__isnull=True)
    return providers_for(user, Permission.EDIT_PROVIDER)
