"""Numbers such as IQ-NI-2026-000123-7F4KQ9PX: network, year, sequence, and a check part only we can compute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings

from privacy.keys import all_digests, keyed_digest
from privacy.public_ids import ALPHABET

CHECK_LENGTH = 8  # x 5 bits = 40 bits of an HMAC: a number cannot be made up
PURPOSE = "certificate-number"
_ALPHABET = ALPHABET.upper()
# What people mistake when they type from paper. The check part and digits know no O, I, L; the letters no 0, 1.
_TO_DIGIT = str.maketrans("OIL", "011")
_TO_LETTER = str.maketrans("01", "OI")


def _check_part(digest: bytes) -> str:
    bits = int.from_bytes(digest[:5], "big")
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))


def number_for(*, network_code: str, year: int, sequence: int) -> str:
    """Return the full number of a sequence, with its check part under the first key of the ring."""
    stem = f"{settings.CERTIFICATE_NUMBER_PREFIX}-{network_code}-{year}-{sequence:06d}"
    return f"{stem}-{_check_part(keyed_digest(PURPOSE, stem))}"


def genuine_number(typed: str) -> str | None:
    """
    Return the number that was meant, in its canonical form, or None when its check part is not ours.

    Forgives lower case, spaces, missing or other dashes, and O/0, I/L/1 mixed up.
    """
    for stem, check in _readings(re.sub(r"[^0-9A-Z]", "", typed[:80].upper())):
        if any(check == _check_part(digest) for digest in all_digests(PURPOSE, stem)):
            return f"{stem}-{check}"
    return None


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Give every way to read the characters: only the length of the network's code is open."""
    prefix = settings.CERTIFICATE_NUMBER_PREFIX
    start, middle, check = text[: len(prefix)], text[len(prefix) : -CHECK_LENGTH], text[-CHECK_LENGTH:]
    if start.translate(_TO_LETTER) != prefix:
        return
    for length in range(2, 7):
        code = middle[:length].translate(_TO_LETTER)
        digits = middle[length:].translate(_TO_DIGIT)
        if re.fullmatch(r"[A-Z]+", code) and re.fullmatch(r"[0-9]{10,}", digits):
            yield f"{prefix}-{code}-{digits[:4]}-{digits[4:]}", check.translate(_TO_DIGIT)
