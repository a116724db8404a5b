"""
The requests by which a server speaks to the one that created a meeting.

Each can be forged: made by somebody who knows the address but not the secret.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from bbb_standin import signing
from bbb_standin.hooks import Hook
from bbb_standin.outbox import Delivery

FORM = "application/x-www-form-urlencoded"
ANALYTICS_EXPIRES_S = 24 * 3600


def end(url: str, *, has_marks: bool, at: int, is_forged: bool = False) -> Delivery:
    """Return the end callback: an unsigned GET."""
    if is_forged:
        url = _astray(url)
    return Delivery("end", with_pair(url, "recordingmarks", str(has_marks).lower()), at, is_forged=is_forged)


def analytics(
    url: str, body: dict[str, Any], *, secret: str, clock_s: int, at: int, is_forged: bool = False
) -> Delivery:
    """Return the analytics callback: its token covers neither the body nor the meeting."""
    if is_forged:
        invented = {"ext_user_id": "u-nobody", "name": "Nobody", "moderator": False, "joins": [body["data"]["start"]]}
        attendees = [*body["data"]["attendees"], {**invented, "leaves": [body["data"]["finish"]]}]
        body = {**body, "data": {**body["data"], "attendees": attendees}}
    signed = signing.token(
        {"exp": clock_s + ANALYTICS_EXPIRES_S}, secret=_known(secret, is_forged=is_forged), algorithm="HS512"
    )
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {signed}",
        "User-Agent": "BigBlueButton Analytics Callback",
    }
    packed = json.dumps(body, ensure_ascii=False).encode()
    return Delivery("analytics", url, at, body=packed, headers=headers, is_forged=is_forged)


def recording_ready(
    url: str, *, meeting_id: str, record_id: str, secret: str, at: int, is_forged: bool = False
) -> Delivery:
    """Return the recording-ready callback for one format: a form with a token that never expires."""
    claims = {"meeting_id": meeting_id, "record_id": record_id}
    signed = signing.token(claims, secret=_known(secret, is_forged=is_forged), algorithm="HS256")
    packed = urlencode({"signed_parameters": signed}).encode()
    headers = {"Content-Type": FORM}
    return Delivery("recording", url, at, body=packed, headers=headers, is_forged=is_forged)


def webhook(hook: Hook, form: str, *, secret: str, algorithm: str, at: int, is_forged: bool = False) -> Delivery:
    """Return one webhook: the checksum covers the registered address and the raw body."""
    signed = signing.checksum(algorithm, hook.callback_url, form, _known(secret, is_forged=is_forged))
    return Delivery(
        "webhook",
        with_pair(hook.callback_url, "checksum", signed),
        at,
        body=form.encode(),
        headers={"Content-Type": f"{FORM};charset=UTF-8"},
        lane=lane(hook),
        is_forged=is_forged,
    )


def lane(hook: Hook) -> str:
    return f"hook {hook.number}"


def with_pair(url: str, name: str, value: str) -> str:
    """Return the address with one more pair in its query."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{name}={value}"


def _known(secret: str, *, is_forged: bool) -> str:
    return f"not {secret}" if is_forged else secret


def _astray(url: str) -> str:
    """Return the address with the end of its path changed, which is where a signature stands."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    tail = "/" if parts.path.endswith("/") else ""
    return urlunsplit(parts._replace(path=f"{path[:-1]}{'0' if path[-1:] != '0' else '1'}{tail}"))
