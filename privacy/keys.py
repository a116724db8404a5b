"""Keyed digests from the key ring: the first key signs, every key verifies."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def _digest(key: str, purpose: str, text: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest()


def keyed_digest(purpose: str, text: str) -> bytes:
    """Return HMAC-SHA256 (32 bytes) of `text` under the first key; `purpose` keeps uses apart."""
    return _digest(settings.KEY_RING[0], purpose, text)


def all_digests(purpose: str, text: str) -> list[bytes]:
    """Return the digest under every key of the ring, newest first, to find what an older key signed."""
    return [_digest(key, purpose, text) for key in settings.KEY_RING]
