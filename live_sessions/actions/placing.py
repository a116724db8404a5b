"""
Messages of rooms that nobody has told us of: kept for a while, and given to their meeting once it is known.

A breakout room has ids of the server's own making. That it belongs to a meeting of ours says one webhook, which may
come after the first people have, or after the analytics of the room; or the next poll.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from live_sessions.actions import receipts, reports, telling
from live_sessions.callbacks.analytics import Report
from live_sessions.callbacks.events import Event, EventName
from live_sessions.callbacks.reading import as_uuid
from live_sessions.models import (
    LIVE,
    Breakout,
    CallbackKind,
    CallbackReceipt,
    Meeting,
    Server,
    UnplacedEvent,
    UnplacedReport,
)
from live_sessions.models.attendance import PREFIX

TAKE_EVENTS = "live_sessions.take_events"
KEPT = timedelta(hours=1)  # polls come each minute; a server that was silent for longer has lost more than this
MOST_KEPT = 2_000  # per server, which may serve others too
REPORTS_KEPT = timedelta(hours=48)  # as long as analytics may come
MOST_REPORTS = 50  # per meeting; a server has 16 breakout rooms, unless somebody allowed it more
MOST_REPORT_BYTES = 512 * 1024  # of what is kept of one: a room full of people who come and go


def told_of(event: Event) -> dict[str, Any]:
    """Return what is kept of somebody's coming or going."""
    return {"name": event.name.value, "at": event.at.isoformat(), "user": event.user_id, "person": event.external_id}


def keep(server: Server, event: Event, *, at: datetime) -> None:
    """
    Keep a coming or going in an unknown room, while a meeting of ours is on that it may belong to.

    Servers serve others too: people whose ids are none of ours are not kept. On leaving no id is told.
    """
    if event.name not in (EventName.JOINED, EventName.LEFT) or not (event.meeting_id or event.internal_meeting_id):
        return
    if event.external_id and not event.external_id.startswith(PREFIX):
        return
    if as_uuid(event.meeting_id) and Meeting.objects.filter(meeting_id=event.meeting_id).exists():
        return  # another making of a room of ours, and not a breakout room
    recent = Q(state__in=LIVE) | Q(ended_at__gte=at - KEPT)
    if not Meeting.objects.filter(recent, server=server).exists():
        return
    if UnplacedEvent.objects.filter(server=server).count() >= MOST_KEPT:
        return
    row = UnplacedEvent(
        server=server,
        digest=event.digest,
        room_id=event.meeting_id,
        internal_id=event.internal_meeting_id,
        told=told_of(event),
        received_at=at,
    )
    UnplacedEvent.objects.bulk_create([row], ignore_conflicts=True)


def keep_report(meeting: Meeting, report: Report, told: Mapping[str, Any], *, sha256: str, at: datetime) -> bool:
    """
    Keep the analytics of a room that may be one of the meeting's; the meeting is locked. Return whether they wait.

    Refused is what says that it is of no breakout room or of another meeting of ours, and what is too much.
    """
    if report.is_breakout is False or not report.meeting_id:
        return False
    if as_uuid(report.meeting_id) and Meeting.objects.filter(meeting_id=report.meeting_id).exists():
        return False
    waiting = UnplacedReport.objects.filter(meeting=meeting)
    if waiting.filter(body_sha256=sha256).exists():
        return True
    if waiting.count() >= MOST_REPORTS or len(json.dumps(told)) > MOST_REPORT_BYTES:
        return False
    UnplacedReport.objects.create(
        meeting=meeting,
        room_id=report.meeting_id,
        internal_id=report.internal_id,
        body_sha256=sha256,
        told=told,
        received_at=at,
    )
    return True


def know_room(meeting: Meeting, *, room_id: str, internal_id: str, at: datetime) -> None:
    """Note that a breakout room belongs to the meeting, and give it what was told of it before. Twice is once."""
    room = Breakout(meeting=meeting, breakout_id=room_id[:100], internal_id=internal_id[:100])
    Breakout.objects.bulk_create([room], ignore_conflicts=True)
    place(meeting, room, at=at)


def place_all(meeting: Meeting, *, at: datetime) -> None:
    """Give the meeting what was told of its breakout rooms in the very moment in which they became known."""
    for room in Breakout.objects.filter(meeting=meeting):
        place(meeting, room, at=at)


def place(meeting: Meeting, room: Breakout, *, at: datetime) -> None:
    """Turn what was kept of a room into receipts of its meeting, and have them counted."""
    _place_reports(meeting, room, at=at)
    same = Q(room_id=room.breakout_id)
    if room.internal_id:
        same |= Q(room_id="", internal_id=room.internal_id)
    kept = list(UnplacedEvent.objects.filter(same, server=meeting.server_id).select_for_update().order_by("pk"))
    for one in kept:
        key = f"event:{meeting.pk}:{one.digest}"
        if not CallbackReceipt.objects.filter(dedupe_key=key).exists():
            receipts.note(
                meeting,
                CallbackKind.EVENT,
                key,
                sha256=one.digest,
                at=one.received_at,
                room_id=room.breakout_id,
                told=one.told,
            )
    if kept:
        UnplacedEvent.objects.filter(pk__in=[one.pk for one in kept]).delete()
        telling.soon(kind=TAKE_EVENTS, subject=str(meeting.pk), payload={"meeting": meeting.pk}, at=at)


def _place_reports(meeting: Meeting, room: Breakout, *, at: datetime) -> None:
    kept = UnplacedReport.objects.filter(meeting=meeting, room_id=room.breakout_id)
    if room.internal_id:
        kept = kept.filter(internal_id=room.internal_id)
    if not kept.exists():
        return
    # Under the lock that analytics take: of two that come now, one is the first.
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    for one in list(kept.select_for_update(of=("self",)).order_by("pk")):
        reports.note(locked, room.breakout_id, one.told, sha256=one.body_sha256, received_at=one.received_at, at=at)
        one.delete()


def forget(*, at: datetime) -> int:
    """Remove what turned out to be nobody's; return how many."""
    gone, _ = UnplacedEvent.objects.filter(received_at__lt=at - KEPT).delete()
    reported, _ = UnplacedReport.objects.filter(received_at__lt=at - REPORTS_KEPT).delete()
    return gone + reported
