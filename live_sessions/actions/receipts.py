"""The rows that make a message count once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from live_sessions.models import CallbackKind, CallbackOutcome, CallbackReceipt, Meeting


def note(
    meeting: Meeting,
    kind: CallbackKind,
    key: str,
    outcome: CallbackOutcome = CallbackOutcome.WAITING,
    *,
    sha256: str,
    at: datetime,
    **values: Any,
) -> CallbackReceipt:
    """Return the row of a message, written now or known by its key."""
    wanted = CallbackReceipt(
        meeting=meeting,
        kind=kind,
        dedupe_key=key,
        outcome=outcome,
        body_sha256=sha256,
        received_at=at,
        taken_at=at if outcome == CallbackOutcome.TAKEN else None,
        **values,
    )
    CallbackReceipt.objects.bulk_create([wanted], ignore_conflicts=True)
    return CallbackReceipt.objects.get(dedupe_key=key)
