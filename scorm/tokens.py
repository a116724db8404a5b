"""Tokens: what stands in addresses of the content host instead of a cookie. One kind writes, the other only reads."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing

from scorm.public_ids import LENGTH

SALT, READING_SALT = "scorm.launch", "scorm.reading"


class BadToken(Exception):
    """The text is not a token of ours."""


@dataclass(frozen=True, slots=True)
class SignedLaunch:
    """What a token says. Whether it still opens anything, the launch row decides."""

    launch: UUID
    nonce: str

    def fits(self, nonce: str) -> bool:
        """Return whether the row's nonce is the one this token was made with."""
        return hmac.compare_digest(self.nonce, nonce)


@dataclass(frozen=True, slots=True)
class SignedReading:
    """Who may read which version, and of which month the address is (public ids; `door` counts the months)."""

    registration: str
    version: str
    month: int


def _signer(salt: str) -> signing.Signer:
    ring = list(getattr(settings, "KEY_RING", None) or [settings.SECRET_KEY])
    return signing.Signer(key=ring[0], fallback_keys=ring[1:], sep=".", salt=salt)


def make(launch: UUID, nonce: str) -> str:
    """Return the token; it carries no name and nothing countable."""
    return _signer(SALT).sign(f"{launch.hex}{nonce}")


def read(token: str) -> SignedLaunch:
    """Return what the token says; raise BadToken when we did not sign it."""
    try:
        text = _signer(SALT).unsign(token)
        return SignedLaunch(UUID(text[:32]), text[32:])
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error


def make_reading(reading: SignedReading) -> str:
    """Return the token of files: the same for every launch of a month, so that a browser knows them again."""
    return _signer(READING_SALT).sign(f"{reading.registration}{reading.version}{reading.month}")


def read_reading(token: str) -> SignedReading:
    """Return what a token of files says; raise BadToken when we did not sign it as one."""
    try:
        text = _signer(READING_SALT).unsign(token)
        return SignedReading(text[:LENGTH], text[LENGTH : 2 * LENGTH], int(text[2 * LENGTH :]))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
