"""Analytics that differ from the first of their room, and what presence would be if they counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from live_sessions.actions import taking
from live_sessions.attendance import Instead
from live_sessions.models import CallbackOutcome, CallbackReceipt
from live_sessions.presence import Source


def waiting(context_key: UUID) -> list[CallbackReceipt]:
    """Return those that wait for a person, oldest first."""
    rows = CallbackReceipt.objects.filter(meeting__context_key=context_key, outcome=CallbackOutcome.REVIEW)
    return list(rows.select_related("meeting").order_by("received_at", "pk"))


def contexts() -> QuerySet[Any, Any]:
    """Return the keys of all contexts that have some, for a query above."""
    rows = CallbackReceipt.objects.filter(outcome=CallbackOutcome.REVIEW)
    return rows.values("meeting__context_key")


def instead_of_the_first(receipt: CallbackReceipt) -> Instead:
    """Return what to count for the room if these analytics counted."""
    rows = taking.intervals(
        receipt.meeting,
        receipt.room_id,
        Source.ANALYTICS,
        taking.analytics_stays(receipt),
        told_at=receipt.received_at,
    )
    return Instead(meeting_id=receipt.meeting_id, room_id=receipt.room_id, rows=rows)
