"""Start codes on paper: the first sign-in, or a new password, of a person without e-mail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.actions import sessions
from accounts.models import StartCode, User
from privacy import audit
from privacy.keys import all_digests, keyed_digest

PURPOSE = "accounts.start_code"
# Crockford's base32: no I, L, O, U, so that a code survives handwriting and small print.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # x 5 bits = 60 random bits


class HasPassword(Exception):
    """A start code is only for an account that nobody can sign in to with a password yet."""


class CodeIsNotValid(Exception):
    """No such code, or it was used, or its time is over; which of these is told to nobody."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A fresh code in plain text. It exists in this process only, for one printed sheet."""

    text: str = field(repr=False)  # such as 7F4K-Q9PX-2B3M
    person: User
    expires_at: datetime


def normalize(text: str) -> str:
    """Return the 12 characters behind what a person typed: any case, any dashes, O for 0, I and L for 1."""
    plain = "".join(mark for mark in text.upper() if mark.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))


@transaction.atomic
def issue(*, person: User, by: User, at: datetime) -> IssuedCode:
    """Return a new code for the person; codes issued before no longer work. Raises HasPassword."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.has_usable_password() or person.erased_at is not None:
        raise HasPassword
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    StartCode.objects.filter(user=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    code = StartCode.objects.create(
        user=person,
        digest=keyed_digest(PURPOSE, plain),
        created_at=at,
        created_by=by,
        expires_at=at + timedelta(days=settings.START_CODE_DAYS),
    )
    audit.record("accounts.start_code_issued", subject=person, by=by, at=at)
    text = "-".join(plain[start : start + 4] for start in range(0, LENGTH, 4))
    return IssuedCode(text=text, person=person, expires_at=code.expires_at)


def person_of(*, text: str, at: datetime) -> User:
    """Return whose account this code opens. Raises CodeIsNotValid."""
    return _valid(text, at).user


def _valid(text: str, at: datetime, *, lock: bool = False) -> StartCode:
    codes = StartCode.objects.select_related("user")
    if lock:
        codes = codes.select_for_update(of=("self",))
    code = codes.filter(
        digest__in=all_digests(PURPOSE, normalize(text)),
        used_at=None,
        expires_at__gt=at,
        user__is_active=True,
        user__erased_at=None,
    ).first()
    if code is None or code.user.has_usable_password():
        raise CodeIsNotValid
    return code


@transaction.atomic
def redeem(*, text: str, password: str, at: datetime) -> User:
    """
    Set the password of the person who holds this code and end all their sessions. Raises CodeIsNotValid.

    The caller has validated the password.
    """
    code = _valid(text, at, lock=True)
    person = code.user
    StartCode.objects.filter(pk=code.pk).update(used_at=at)
    person.set_password(password)
    person.save(update_fields=["password"])
    sessions.end_all(person=person, at=at)
    audit.record("accounts.start_code_redeemed", subject=person, by=person, at=at)
    return person


def remove_spent(*, at: datetime) -> int:
    """Remove codes 30 days after they were used or ran out; return how many."""
    limit = at - timedelta(days=30)
    return StartCode.objects.filter(Q(used_at__lt=limit) | Q(expires_at__lt=limit)).delete()[0]
