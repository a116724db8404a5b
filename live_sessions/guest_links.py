"""
Links of guests. A link is the invitation's public id and a signature of it and its serial, under the key ring.

So the database holds nothing that opens a room, a reminder carries the same link as the invitation, and raising the
serial ends every link that was given before (ADR 0037).
"""

from __future__ import annotations

from hmac import compare_digest

from privacy.keys import all_digests, keyed_digest
from privacy.public_ids import ALPHABET
from privacy.public_ids import LENGTH as ID_LENGTH

PURPOSE = "live_sessions.guest_link_serial"
SIGNATURE_LENGTH = 20  # x 5 bits = 100 bits of an HMAC-SHA256


def token_of(public_id: str, serial: int) -> str:
    """Return the secret part of the address for the link with this serial of the invitation."""
    return public_id + _signature(keyed_digest(PURPOSE, f"{public_id}:{serial}"))


def named_in(token: str) -> str:
    """Return the public id that the token claims to be for, unverified."""
    return token[:ID_LENGTH]


def opens(token: str, *, public_id: str, serial: int) -> bool:
    """Return whether the token was made for this serial of the invitation, under any key that still counts."""
    if not token.isascii():
        return False
    made = [public_id + _signature(digest) for digest in all_digests(PURPOSE, f"{public_id}:{serial}")]
    return any(compare_digest(token, known) for known in made)


def _signature(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(SIGNATURE_LENGTH))
