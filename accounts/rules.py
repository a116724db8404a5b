"""May this person do this?"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Provider, User
from accounts.roles import Permission, Scope, roles_with


def may(user: User | AnonymousUser, permission: Permission, *, provider: Provider | None = None) -> bool:
    """
    Return whether the person holds a role with this permission.

    With `provider`: at that provider, or for the whole platform. Without: anywhere.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    held = Membership.objects.active().filter(user=user)
    if provider is None:
        return held.filter(role__in=roles_with(permission)).exists()
    at_provider = held.filter(provider=provider, role__in=roles_with(permission, Scope.PROVIDER))
    on_platform = held.filter(role__in=roles_with(permission, Scope.PLATFORM))
    return at_provider.exists() or on_platform.exists()


def is_staff(user: User | AnonymousUser) -> bool:
    """Return whether the person works here: may enter the back office, so must sign in with two factors."""
    if not isinstance(user, User):
        return False
    if user.is_superuser:
        return True
    known: bool | None = getattr(user, "holds_staff_role", None)  # loaded by accounts.auth_backends
    return may(user, Permission.ENTER_BACK_OFFICE) if known is None else known
