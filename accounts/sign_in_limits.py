"""
How often somebody may try a password.

A classroom signs in behind one address, so the limit per address is wide. Guessing at one account is slowed, and at a
name nobody has just the same. So that a stranger's guessing does not shut out the owner, a browser that has signed in
to the account before keeps a signed mark and is counted apart (OWASP, "Slow Down Online Guessing Attacks with Device
Cookies"). ADR 0016 says what remains.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from privacy.keys import keyed_digest

MARK_SECONDS = 180 * 24 * 3600
MARKS = 12  # of people who share a device, such as the computer of a classroom
SALT = "accounts.known-device"


class TooManyAttempts(Exception):
    """Raised when this try does not count any more; `limit` is the key of settings.SIGN_IN_RATES that said so."""

    def __init__(self, limit: str) -> None:
        self.limit = limit
        super().__init__(limit)


def count(request: HttpRequest, login: str) -> RateLimitUsage:
    """
    Count a try at this user name or address before the password is looked at; roll it back after a success.

    Raises TooManyAttempts. Names are stored as digests, in the cache only.
    """
    counted = RateLimitUsage(usage=[])
    for limit, key in _limits(request, login):
        used = ratelimit.consume(request, app="accounts", action=limit, config=settings.SIGN_IN_RATES, key=key)
        if used is None:
            raise TooManyAttempts(limit)
        counted.usage += used.usage
    return counted


def forget(request: HttpRequest, login: str) -> None:
    """Begin anew for this account: its owner has set another password by way of a letter."""
    for limit, key in _limits(request, login):
        if limit != "address":
            ratelimit.clear(request, app="accounts", action=limit, config=settings.SIGN_IN_RATES, key=key)


def remember(request: HttpRequest, response: HttpResponseBase, logins: Iterable[str]) -> None:
    """Mark this browser as one that has signed in under these names."""
    device, known = _mark(request)
    fresh = [_digest(login) for login in logins if login]
    kept = [digest for digest in known if digest not in fresh]
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_urlsafe(9), [*fresh, *kept][:MARKS]], salt=SALT),
        max_age=MARK_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _limits(request: HttpRequest, login: str) -> list[tuple[str, str]]:
    """Return (key of settings.SIGN_IN_RATES, what is counted) in the order of asking."""
    name = _digest(login)
    device, known = _mark(request)
    if device and name in known:
        return [("address", ""), ("known_device", f"{device}:{name}")]
    return [
        ("address", ""),
        ("account_here", f"{ratelimit.get_ip(request)}:{name}"),
        ("account_anywhere", name),
    ]


def _mark(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the device's number and the digests of names it has signed in under; nothing for a made-up mark."""
    try:
        device, known = signing.loads(
            request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=MARK_SECONDS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return device, known


def _digest(login: str) -> str:
    """Return the name, however it was typed, as 16 characters nobody reads a name from."""
    return keyed_digest("sign-in", unicodedata.normalize("NFKC", login).strip().casefold()).hex()[:16]
