"""Addresses of calls and their checksums: HEX(H(call + query + secret)) over the query exactly as it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from live_sessions.bbb.client import Algorithm, Value


class AddressUnusable(ValueError):
    """This is no address of a BigBlueButton server."""


def base_address(given: str) -> str:
    """
    Return the address that calls are appended to, such as https://host/bigbluebutton/api/, from what people enter.

    `bbb-conf --secret` prints it without "api/"; a balancer may add a path before it. Raises AddressUnusable.
    """
    try:
        parts = urlsplit(given.strip())
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise AddressUnusable from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise AddressUnusable
    if parts.query or parts.fragment or port == 0 or re.search(r"[\s\\]", parts.netloc + parts.path):
        raise AddressUnusable
    path = parts.path.rstrip("/")
    if path.endswith("/bigbluebutton"):
        path += "/api"
    elif not path.endswith("/api"):
        path += "/bigbluebutton/api"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path + "/", "", ""))


def query_string(parameters: Mapping[str, Value | None]) -> str:
    """Return the parameters as they are sent: in the order given, booleans in lower case, empty ones left out."""
    texts = ((key, str(value).lower() if isinstance(value, bool) else value) for key, value in parameters.items())
    return urlencode([(key, value) for key, value in texts if value is not None and value != ""])


def checksum(call: str, query: str, secret: str, algorithm: Algorithm) -> str:
    """Return the checksum of a call in hexadecimal digits; its length tells the server the algorithm."""
    return hashlib.new(algorithm.value, f"{call}{query}{secret}".encode(), usedforsecurity=False).hexdigest()
