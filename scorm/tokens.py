"""Launch tokens: what stands in the address of the player instead of a cookie."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing

SALT = "scorm.launch"


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


def _signer() -> signing.Signer:
    ring = list(getattr(settings, "KEY_RING", None) or [settings.SECRET_KEY])
    return signing.Signer(key=ring[0], fallback_keys=ring[1:], sep=".", salt=SALT)


def make(launch: UUID, nonce: str) -> str:
    """Return the token; it carries no name and nothing countable."""
    return _signer().sign(f"{launch.hex}{nonce}")


def read(token: str) -> SignedLaunch:
    """Return what the token says; raise BadToken when we did not sign it."""
    try:
        text = _signer().unsign(token)
        return SignedLaunch(UUID(text[:32]), text[32:])
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error
