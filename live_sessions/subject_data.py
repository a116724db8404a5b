"""What live sessions know about a person: when they were in which room. What was credited for it stands above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from live_sessions.actions import recordings
from live_sessions.actions.sightings import without_room
from live_sessions.models import (
    AttendanceInterval,
    Attention,
    CallbackKind,
    CallbackReceipt,
    Engagement,
    Participant,
    Pseudonym,
    RecordingConsent,
    UnplacedEvent,
    UnplacedReport,
)


def export(*, person: Any) -> Mapping[str, Any]:
    """
    Return every stay of the person in a meeting, with its source, and what servers counted of taking part.

    And every decision about being recorded.
    """
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
    engagements = Engagement.objects.filter(participant__user=person).select_related("meeting")
    done = [
        {
            "meeting": one.meeting.public_id,
            "talk_seconds": one.talk_seconds,
            "talks": one.talk_count,
            "messages": one.message_count,
            "hands": one.hand_count,
            "emojis": one.emoji_count,
            "votes": one.vote_count,
        }
        for one in engagements.order_by("pk")
    ]
    decided = RecordingConsent.objects.filter(user=person).select_related("provider", "text")
    decisions = [
        {
            "provider": one.provider.name,
            "scope": one.scope,
            "decision": one.decision,
            "decided_at": one.decided_at.isoformat(),
            "text_version": one.text.version,
            "text_language": one.text.language,
        }
        for one in decided.order_by("decided_at", "pk")
    ]
    found = {"live_session_stays": rows, "live_session_engagement": done, "recording_decisions": decisions}
    return {name: values for name, values in found.items() if values}


def kept(*, person: Any) -> Sequence[Any]:
    """Nothing: what must outlive the account is kept by the floors above."""
    return []


def erase(*, person: Any, at: datetime) -> None:
    """
    Remove the person's stays and decisions, what they did, and what connects them with the names they have on a server.

    What was recorded while they were there is hidden, and their providers decide what becomes of it.
    """
    people = Participant.objects.filter(user=person)
    names, contexts = set(people.values_list("external_id", flat=True)), people.values("context_key")
    rooms = Participant.objects.filter(user=person).values_list("context_key", flat=True)
    recordings.want_decision(context_keys=list(rooms), why=Attention.ERASED, by=None, at=at)
    RecordingConsent.objects.filter(user=person).delete()
    Pseudonym.objects.filter(user=person).delete()
    AttendanceInterval.objects.filter(participant__user=person).delete()
    Engagement.objects.filter(participant__user=person).delete()
    receipts = CallbackReceipt.objects.filter(meeting__context_key__in=contexts)
    events = receipts.filter(kind=CallbackKind.EVENT).values_list("pk", "told__person")
    receipts.filter(pk__in=[pk for pk, told in events if without_room(told) in names]).delete()
    unplaced = UnplacedEvent.objects.values_list("pk", "told__person")
    UnplacedEvent.objects.filter(pk__in=[pk for pk, told in unplaced if without_room(told) in names]).delete()
    reports = UnplacedReport.objects.filter(meeting__context_key__in=contexts)
    for kept_whole in (receipts.filter(told__has_key="people"), reports):
        for row in kept_whole.select_for_update(of=("self",)):
            left = [one for one in row.told["people"] if without_room(one["external_id"]) not in names]
            kept_whole.filter(pk=row.pk).update(told={**row.told, "people": left})
    people.delete()
