"""What analytics say of a room: the first valid body counts, and another one is for people to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from jobs.actions import enqueue
from live_sessions.actions import receipts
from live_sessions.callbacks.analytics import Report
from live_sessions.models import IDLE, CallbackKind, CallbackOutcome, CallbackReceipt, Meeting

MOST_REVIEWS = 5  # bodies that differ from the first, of one room
TAKE_ANALYTICS = "live_sessions.take_analytics"


def told_of(report: Report) -> dict[str, Any]:
    """Return what is kept of a report."""
    return {"ended_at": _text(report.ended_at), "people": [_person(asdict(person)) for person in report.people]}


def note(
    meeting: Meeting, room_id: str, told: Mapping[str, Any], *, sha256: str, received_at: datetime, at: datetime
) -> CallbackReceipt:
    """
    Write down what was told of a room of the meeting, and have it counted if it is the first; the meeting is locked.

    Returns the one that counts. The same body again is the same row; one that differs waits for people.
    """
    known = CallbackReceipt.objects.filter(meeting=meeting, kind=CallbackKind.ANALYTICS, room_id=room_id)
    first = known.exclude(outcome__in=IDLE).first()
    if first is not None and first.body_sha256 == sha256:
        return first
    outcome = CallbackOutcome.WAITING if first is None else CallbackOutcome.REVIEW
    if first is not None and known.filter(outcome__in=IDLE).count() >= MOST_REVIEWS:
        return first
    receipt = receipts.note(
        meeting,
        CallbackKind.ANALYTICS,
        f"analytics:{meeting.pk}:{sha256}",
        outcome,
        sha256=sha256,
        at=received_at,
        room_id=room_id,
        told=told,
    )
    if first is not None:
        return first
    enqueue(kind=TAKE_ANALYTICS, key=f"{TAKE_ANALYTICS}:{receipt.pk}", payload={"receipt": receipt.pk}, at=at)
    return receipt


def _person(told: dict[str, Any]) -> dict[str, Any]:
    stays = [[_text(stay["joined_at"]), _text(stay["left_at"])] for stay in told["stays"]]
    return {**told, "stays": stays}


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
