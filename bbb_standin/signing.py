"""Checksums of calls and webhooks, and the tokens of callbacks (BigBlueButton API, "Security Model")."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Collection
from typing import Any

ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")
BY_LENGTH = {hashlib.new(name).digest_size * 2: name for name in ALGORITHMS}  # hex digits tell them apart
CHECKSUM_PAIR = re.compile(r"(?:^|&)checksum=[^&]*")


def checksum(algorithm: str, *parts: str) -> str:
    """Return the hex digest of the joined parts, the secret being the last of them."""
    return hashlib.new(algorithm, "".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def without_checksum(query: str) -> str:
    """Return the raw query as it was sent, but for the pair that carries the checksum."""
    return CHECKSUM_PAIR.sub("", query).removeprefix("&")


def is_signed(call: str, query: str, given: str, *, secret: str, algorithms: Collection[str]) -> bool:
    """Return whether `given` signs the call with this raw query, by an algorithm that is switched on."""
    algorithm = BY_LENGTH.get(len(given))
    if algorithm is None or algorithm not in algorithms:
        return False
    wanted = checksum(algorithm, call, without_checksum(query), secret)
    return hmac.compare_digest(wanted.encode("ascii"), given.encode("utf-8", "surrogateescape"))


def token(claims: dict[str, Any], *, secret: str, algorithm: str) -> str:
    """Return a JSON Web Token (RFC 7519) with HS256 or HS512."""
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[algorithm]
    signed = b".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (_head(algorithm), claims))
    return b".".join((signed, _base64(hmac.new(secret.encode(), signed, digest).digest()))).decode("ascii")


def _head(algorithm: str) -> dict[str, str]:
    return {"typ": "JWT", "alg": algorithm}


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
