"""What live sessions know about a person: when they were in which room. What was credited for it stands above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from live_sessions.actions import recordings
from live_sessions.models import AttendanceInterval, Attention, Participant, Pseudonym, RecordingConsent


def export(*, person: Any) -> Mapping[str, Any]:
    """Return every stay of the person in a meeting, with its source, and every decision about being recorded."""
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
    decided = RecordingConsent.objects.filter(user=person).select_related("provider", "text")
    decisions = [
        {
            "provider": one.provider.name,
            "decision": one.decision,
            "decided_at": one.decided_at.isoformat(),
            "text_version": one.text.version,
            "text_language": one.text.language,
        }
        for one in decided.order_by("decided_at", "pk")
    ]
    found = {"live_session_stays": rows, "recording_decisions": decisions}
    return {name: values for name, values in found.items() if values}


def kept(*, person: Any) -> Sequence[Any]:
    """Nothing: what must outlive the account is kept by the floors above."""
    return []


def erase(*, person: Any, at: datetime) -> None:
    """
    Remove the person's stays and decisions, and what connects them with the names they have on a server.

    What was recorded while they were there is hidden, and their providers decide what becomes of it.
    """
    rooms = Participant.objects.filter(user=person).values_list("context_key", flat=True)
    recordings.want_decision(context_keys=list(rooms), why=Attention.ERASED, by=None, at=at)
    RecordingConsent.objects.filter(user=person).delete()
    Pseudonym.objects.filter(user=person).delete()
    AttendanceInterval.objects.filter(participant__user=person).delete()
    Participant.objects.filter(user=person).delete()
