"""Recordings that an address alone does not open: each address lets one browser in, once and soon."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from http.cookies import CookieError, SimpleCookie

TICKET_MS = 5 * 60_000  # from getRecordings to the first look
VISIT_MS = 4 * 3_600_000  # of the browser that came in


class Gate:
    """Hands out tickets and knows who came in by one. Times are milliseconds by the machine's clock."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._used: dict[str, int] = {}

    def ticket(self, record_id: str, *, at: int) -> str:
        """Return a ticket for this recording, a new one each time."""
        return self._sign("ticket", record_id, at + TICKET_MS)

    def enter(self, ticket: str, record_id: str, *, at: int) -> str | None:
        """Take a ticket and return what the browser keeps instead; None for one that was used, is old or is none."""
        self._used = {used: until for used, until in self._used.items() if until > at}
        if ticket in self._used or not self._is_good("ticket", ticket, record_id, at):
            return None
        self._used[ticket] = at + TICKET_MS
        return self._sign("visit", record_id, at + VISIT_MS)

    def knows(self, cookies: str, record_id: str, *, at: int) -> bool:
        """Return whether the browser with this header came in by a ticket for this recording."""
        try:
            kept = SimpleCookie(cookies).get(cookie_name(record_id))
        except CookieError:
            return False
        return kept is not None and self._is_good("visit", kept.value, record_id, at)

    def _sign(self, purpose: str, record_id: str, until: int, nonce: str = "") -> str:
        nonce = nonce or secrets.token_hex(8)
        signed = f"{purpose} {record_id} {until} {nonce}".encode()
        return f"{until}.{nonce}.{hmac.new(self._secret, signed, hashlib.sha256).hexdigest()}"

    def _is_good(self, purpose: str, given: str, record_id: str, at: int) -> bool:
        until, _, rest = given.partition(".")
        nonce = rest.partition(".")[0]
        if not (until.isascii() and until.isdecimal() and len(until) < 16 and nonce) or int(until) <= at:
            return False
        wanted = self._sign(purpose, record_id, int(until), nonce)
        return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "surrogateescape"))


def cookie_name(record_id: str) -> str:
    return f"recording-{record_id}"


def cookies(record_id: str, visit: str) -> tuple[tuple[str, str], ...]:
    """Return the headers that let the browser keep its visit, for the paths of this recording and no others."""
    paths = (f"/playback/presentation/2.3/{record_id}", f"/podcast/{record_id}", f"/captions/{record_id}")
    kept = f"{cookie_name(record_id)}={visit}; Max-Age={VISIT_MS // 1000}; HttpOnly; SameSite=Lax"
    return tuple(("Set-Cookie", f"{kept}; Path={path}") for path in paths)
