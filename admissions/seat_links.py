"""
Links to offered seats. A link is the invitation's public id and a signature under the key ring.

So the database holds nothing that opens a seat, a reminder carries the same link as the invitation, and an employer
who prints links can print them again.
"""

from __future__ import annotations

from hmac import compare_digest

from privacy.keys import all_digests, keyed_digest
from privacy.public_ids import ALPHABET
from privacy.public_ids import LENGTH as ID_LENGTH

PURPOSE = "admissions.seat_link"
SIGNATURE_LENGTH = 20  # x 5 bits = 100 bits of an HMAC-SHA256


def token_of(public_id: str) -> str:
    """Return the secret part of the address of this invitation."""
    return public_id + _signature(keyed_digest(PURPOSE, public_id))


def public_id_of(token: str) -> str | None:
    """Return the public id of the invitation that this token was made for; None for a token that was not."""
    public_id, given = token[:ID_LENGTH], token[ID_LENGTH:]
    if not given.isascii():
        return None
    made = [_signature(digest) for digest in all_digests(PURPOSE, public_id)]
    return public_id if any(compare_digest(given, known) for known in made) else None


def _signature(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(SIGNATURE_LENGTH))
