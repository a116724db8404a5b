"""
People of the demo: accounts with a known password and a second factor that is set up for them.

Refused unless settings.DEMO is true, which a deploy check keeps out of production.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from accounts.models import User
from privacy import audit


class NotTheDemo(Exception):
    """Raised when something of the demo is asked for outside of it."""


def require_demo() -> None:
    """Raise NotTheDemo outside the demo."""
    if not settings.DEMO:
        raise NotTheDemo


@transaction.atomic
def create_persona(
    *,
    username: str,
    password: str = "",
    full_name: str,
    original_name: str = "",
    email: str = "",
    language: str,
    with_second_factor: bool,
    at: datetime,
) -> User:
    """
    Return the demo's person with this user name, made with password and second factor if new.

    Without `password` nobody signs in as this person, and nobody waits for a hash.
    """
    require_demo()
    known = User.objects.filter(username=username).first()
    if known is not None:
        return known
    person = User.objects.create_user(
        username,
        email,
        password or None,
        full_name=full_name,
        original_name=original_name,
        preferred_language=language,
    )
    if email:  # a persona's address counts as confirmed, else the sign-in would ask for a letter first
        EmailAddress.objects.create(user=person, email=email.lower(), primary=True, verified=True)
    if with_second_factor:
        totp.TOTP.activate(person, totp.generate_totp_secret())
    audit.record("accounts.persona_created", subject=person, by=None, at=at)
    return person


def second_factor_code(*, person: User) -> str:
    """Return the six digits that the person's authenticator app would show now; empty without second factor."""
    require_demo()
    enrolled = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if enrolled is None:
        return ""
    secret = decrypt(enrolled.data["secret"])
    counters = list(totp.yield_hotp_counters_from_time())  # the present one, with as many tolerated on either side
    code: str = totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))
    return code
