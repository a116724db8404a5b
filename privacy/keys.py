"""Digests and encryption from the key ring: the first key signs and encrypts, every key verifies and opens."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _digest(key: str, purpose: str, text: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest()


def keyed_digest(purpose: str, text: str) -> bytes:
    """Return HMAC-SHA256 (32 bytes) of `text` under the first key; `purpose` keeps uses apart."""
    return _digest(settings.KEY_RING[0], purpose, text)


def all_digests(purpose: str, text: str) -> list[bytes]:
    """Return the digest under every key of the ring, newest first, to find what an older key signed."""
    return [_digest(key, purpose, text) for key in settings.KEY_RING]


def _fernet(key: str) -> Fernet:
    # A key of its own for each secret of the ring; HKDF would add nothing over HMAC of a random secret.
    return Fernet(base64.urlsafe_b64encode(_digest(key, "privacy.encryption", "")))


def _fernets() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in settings.KEY_RING])


def encrypt(text: str) -> str:
    """Return the text encrypted (AES-128-CBC with HMAC) under the first key of the ring, for storing in a row."""
    return _fernets().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Return what `encrypt` was given; any key of the ring opens it. Raises InvalidToken."""
    return _fernets().decrypt(text.encode()).decode()


def with_newest_key(text: str) -> str:
    """
    Return what `encrypt` gave, as it is when the first key made it, else encrypted anew; raises InvalidToken.

    Rows that are read anyway pass through here, so that an old key may leave the ring some time after a new one came.
    """
    try:
        _fernet(settings.KEY_RING[0]).decrypt(text.encode())
    except InvalidToken:
        return encrypt(decrypt(text))
    return text
