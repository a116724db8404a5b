"""Whether a server said this: its secret signs tokens (RFC 7519) and webhooks. Algorithms are ours to name, not its."""

from __future__ import annotations

import hashlib
import warnings
from hmac import compare_digest
from typing import Any

import jwt
from jwt.warnings import InsecureKeyLengthWarning

# Secrets of servers are as long as whoever set them up made them; complaining at each message mends nothing.
warnings.filterwarnings("ignore", category=InsecureKeyLengthWarning)

RECORDING_ALGORITHMS = ["HS256"]
ANALYTICS_ALGORITHMS = ["HS512"]
LEEWAY_SECONDS = 60
HOOK_ALGORITHMS = {hashlib.new(name).digest_size * 2: name for name in ("sha1", "sha256", "sha384", "sha512")}


class NotSigned(Exception):
    """The secret of the server did not sign this."""


def claims_as_told(token: str) -> dict[str, Any]:
    """Return what a token claims, of which nothing is proven: only to find out whose secret to ask for."""
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise NotSigned from None
    return claims


def check_recording(token: str, *, secret: str) -> None:
    """Raise NotSigned unless the server signed the token; it never expires."""
    try:
        jwt.decode(token, secret, algorithms=RECORDING_ALGORITHMS, options={"verify_exp": False, "verify_aud": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise NotSigned from None


def check_analytics(authorization: str, *, secret: str, clock_offset_seconds: int) -> None:
    """
    Raise NotSigned unless this is a bearer token of the server that has not expired by the server's own clock.

    It covers neither the body nor the meeting: the signed address and the ids in the body do.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise NotSigned
    try:
        jwt.decode(
            token.strip(),
            secret,
            algorithms=ANALYTICS_ALGORITHMS,
            options={"require": ["exp"], "verify_aud": False},
            leeway=LEEWAY_SECONDS + max(0, -clock_offset_seconds),
        )
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise NotSigned from None


def check_hook(*, url: str, body: bytes, given: str, authorization: str, secret: str) -> None:
    """
    Raise NotSigned unless the checksum in the query covers the registered address and the raw body.

    bbb-webhooks has a second way (auth2_0), in which the secret itself comes as the bearer's token.
    """
    scheme, _, token = authorization.partition(" ")
    if not given and scheme.lower() == "bearer":
        if compare_digest(token.strip().encode("utf-8", "surrogateescape"), secret.encode()):
            return
        raise NotSigned
    algorithm = HOOK_ALGORITHMS.get(len(given))
    if algorithm is None:
        raise NotSigned
    wanted = hashlib.new(algorithm, url.encode() + body + secret.encode(), usedforsecurity=False).hexdigest()
    if not compare_digest(wanted.encode(), given.lower().encode("utf-8", "surrogateescape")):
        raise NotSigned
