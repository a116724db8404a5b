"""What could not be stored is kept as it came, so that support can read it; the answer stays the refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from scorm import tokens
from scorm.commit_body import Commit
from scorm.models import Launch, RefusedCommit
from scorm.refusals import is_element
from scorm.texts import printable

MOST = 20  # per launch: a fault repeats itself


def keep(*, token: str, body: bytes, reasons: Mapping[str, str], at: datetime) -> bool:
    """
    Keep what came with the token of a launch; return whether it was taken at all.

    Nothing is without a true token, nor of an account that is switched off: its device goes on keeping it.
    """
    try:
        signed = tokens.read(token)
    except tokens.BadToken:
        return False
    found = Launch.objects.filter(public_id=signed.launch).select_related("attempt__registration__user").first()
    if found is None or not signed.fits(found.nonce) or not found.attempt.registration.user.is_active:
        return False
    _keep(found.pk, body, reasons, at)
    return True


def keep_replay(*, user: Any, body: bytes, reasons: Mapping[str, str], at: datetime) -> None:
    """Keep what somebody signed in hands in of a launch of their own."""
    try:
        launch = UUID(str(json.loads(body)["launch"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    found = Launch.objects.only("pk").filter(public_id=launch, attempt__registration__user=user).first()
    if found is not None:
        _keep(found.pk, body, reasons, at)


def keep_left_out(*, launch_id: int, commit: Commit, at: datetime) -> None:
    """Keep what was too large to come with a commit: which elements, how large, and how each begins."""
    told = {"launch": str(commit.launch), "sco": commit.sco, "left_out": commit.left_out}
    reasons = {path: f"too large: {said['bytes']} bytes" for path, said in commit.left_out.items()}
    _keep(launch_id, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"), reasons, at)


def _keep(launch_id: int, body: bytes, reasons: Mapping[str, str], at: datetime) -> None:
    if RefusedCommit.objects.filter(launch_id=launch_id).count() >= MOST:
        return
    row = RefusedCommit(
        launch_id=launch_id,
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
