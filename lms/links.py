"""
Links that open one thing to whoever has the letter: the public id and a keyed digest of it.

Nothing is stored, so the same thing always has the same link, and nobody who asks again ends the link of another.
"""

from __future__ import annotations

from hmac import compare_digest

from privacy.keys import all_digests, keyed_digest

LENGTH = 32  # hexadecimal digits: 128 bits


def secret_of(purpose: str, public_id: str) -> str:
    """Return what stands in the link beside the public id."""
    return keyed_digest(purpose, public_id).hex()[:LENGTH]


def opens(purpose: str, public_id: str, secret: str) -> bool:
    """Return whether this is the secret, under any key that still counts."""
    return any(compare_digest(digest.hex()[:LENGTH], secret) for digest in all_digests(purpose, public_id))
