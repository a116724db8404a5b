"""What could not be stored is kept as it came, so that support can read it; the answer stays the refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from scorm import tokens
from scorm.models import Launch, RefusedCommit
from scorm.refusals import is_element
from scorm.texts import printable

MOST = 20  # per launch: a fault repeats itself


def keep(*, token: str, body: bytes, reasons: Mapping[str, str], at: datetime) -> None:
    """Keep what came with the token of a launch; nothing without a true one."""
    try:
        signed = tokens.read(token)
    except tokens.BadToken:
        return
    launch = Launch.objects.only("nonce").filter(public_id=signed.launch).first()
    if launch is not None and signed.fits(launch.nonce):
        _keep(launch, body, reasons, at)


def keep_replay(*, user: Any, body: bytes, reasons: Mapping[str, str], at: datetime) -> None:
    """Keep what somebody signed in hands in of a launch of their own."""
    try:
        launch = UUID(str(json.loads(body)["launch"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    found = Launch.objects.only("pk").filter(public_id=launch, attempt__registration__user=user).first()
    if found is not None:
        _keep(found, body, reasons, at)


def _keep(launch: Launch, body: bytes, reasons: Mapping[str, str], at: datetime) -> None:
    if RefusedCommit.objects.filter(launch=launch).count() >= MOST:
        return
    row = RefusedCommit(
        launch=launch,
        received_at=at,
        digest=_digest(body, reasons),
        names_elements=any(map(is_element, reasons)),
        reasons={printable(name): printable(reason) for name, reason in reasons.items()},
        body=printable(body.decode("utf-8", "replace")),
    )
    RefusedCommit.objects.bulk_create([row], ignore_conflicts=True)


def _digest(body: bytes, reasons: Mapping[str, str]) -> str:
    """Return what tells one refused commit from another: sent again, only the reason to send differs."""
    try:
        plain = json.dumps({**json.loads(body), "trigger": ""}, sort_keys=True).encode()
    except (ValueError, TypeError, RecursionError):
        plain = body or json.dumps(dict(reasons), sort_keys=True).encode()
    return sha256(plain).hexdigest()
