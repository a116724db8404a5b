"""Who looks after conference servers and consent texts, and what address a server may have."""

from __future__ import annotations

from django.conf import settings

from accounts import rules
from accounts.models import User
from accounts.roles import Permission
from live_sessions.bbb.signing import AddressUnusable, base_address


class AddressNotSecure(ValueError):
    """Without TLS anybody on the way could read names and join as somebody else."""


def may_manage_servers(user: User) -> bool:
    """Return whether the person sets up and changes conference servers."""
    return user.is_superuser or rules.may(user, Permission.MANAGE_SERVERS)


def may_write_consent_texts(user: User) -> bool:
    """Return whether the person writes what people agree to before they are recorded."""
    return user.is_superuser or rules.may(user, Permission.EDIT_PLATFORM_PAGES)


def address(given: str) -> str:
    """Return the address in the form that is stored; raise AddressUnusable or AddressNotSecure."""
    found = base_address(given)
    if not found.startswith("https://") and not settings.BBB_ALLOW_HTTP:
        raise AddressNotSecure
    return found


__all__ = ["AddressNotSecure", "AddressUnusable", "address", "may_manage_servers", "may_write_consent_texts"]
