"""What live sessions know about a person: when they were in which room. What was credited for it stands above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from live_sessions.models import AttendanceInterval, Participant


def export(*, person: Any) -> Mapping[str, Any]:
    """Return every stay of the person in a meeting, with its source."""
    stays = AttendanceInterval.objects.filter(participant__user=person).select_related("meeting__provider")
    rows = [
        {
            "meeting": stay.meeting.public_id,
            "provider": stay.meeting.provider.name,
            "joined_at": stay.joined_at.isoformat(),
            "left_at": stay.left_at.isoformat() if stay.left_at else None,
            "source": stay.source,
        }
        for stay in stays.order_by("joined_at", "pk")
    ]
    return {"live_session_stays": rows} if rows else {}


def kept(*, person: Any) -> Sequence[Any]:
    """Nothing: what must outlive the account is kept by the floors above."""
    return []


def erase(*, person: Any, at: datetime) -> None:
    """Remove the person's stays, and what connects them with the names they have on a server."""
    AttendanceInterval.objects.filter(participant__user=person).delete()
    Participant.objects.filter(user=person).delete()
