"""
What a server told is written down and a job with it, nothing more: it waits for the answer, and does not wait long.

Whether it was the server that spoke has been found out before. Told twice, it is one row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from live_sessions.actions import placing, receipts, recordings, reports, telling
from live_sessions.callbacks.analytics import Report
from live_sessions.callbacks.events import Event, EventName
from live_sessions.callbacks.reading import as_uuid
from live_sessions.models import (
    LIVE,
    Breakout,
    CallbackKind,
    CallbackOutcome,
    CallbackReceipt,
    Meeting,
    MeetingState,
    Server,
)

ANALYTICS_WITHIN = timedelta(hours=48)  # of the end; a server sends them minutes after it
CHECK_END = "live_sessions.check_end"


class MeetingHasNotStarted(Exception):
    """Nobody can have been in a meeting that no server has made yet."""


class TooLate(Exception):
    """The meeting has been over for so long that no server would still tell of it."""


class OtherMeeting(Exception):
    """The body tells of another meeting than the address it came to."""


@transaction.atomic
def end_told(*, meeting: Meeting, has_marks: bool | None, at: datetime) -> None:
    """
    Note the hint that a meeting is over, and have its server asked. Costs the same the first and the tenth time.

    `has_marks` is what the server says about marks in a recording; once true, it stays so.
    """
    key = f"end:{meeting.pk}:{int(at.timestamp()) // 60}"
    receipts.note(meeting, CallbackKind.END, key, CallbackOutcome.TAKEN, sha256="", at=at)
    if has_marks is not None:
        known = Meeting.objects.filter(pk=meeting.pk)
        (known if has_marks else known.filter(has_recording_marks=None)).update(has_recording_marks=has_marks)
        recordings.note_marks(meeting, has_marks=has_marks)  # where the end is known already
    if meeting.state in (*LIVE, MeetingState.DETACHED):
        telling.soon(kind=CHECK_END, subject=str(meeting.pk), payload={"meeting": meeting.pk}, at=at)


@transaction.atomic
def recording_told(*, meeting: Meeting, record_id: str, sha256: str, at: datetime) -> bool:
    """
    Note that something of a recording is ready, and have the server asked what; each format says so once more.

    False when the recording was deleted here: nobody wants to hear of it any more.
    """
    key = f"recording:{meeting.pk}:{record_id}"
    receipts.note(meeting, CallbackKind.RECORDING, key, CallbackOutcome.TAKEN, sha256=sha256, at=at)
    return recordings.note_ready(meeting, record_id, at=at)


def analytics_due(*, meeting: Meeting, at: datetime) -> None:
    """Raise MeetingHasNotStarted or TooLate when no analytics can come for the meeting now."""
    if meeting.state == MeetingState.CREATING or meeting.create_time is None:
        raise MeetingHasNotStarted
    if meeting.ended_at is not None and at - meeting.ended_at > ANALYTICS_WITHIN:
        raise TooLate


@transaction.atomic
def analytics_told(*, meeting: Meeting, report: Report, sha256: str, at: datetime) -> CallbackReceipt | None:
    """
    Keep the analytics of a meeting or of one of its breakout rooms: the first valid body counts.

    The same again is the same row; another one is kept for people to look at, and counts for nothing. None: they are
    of a room that we do not know, and wait until it turns out to be one of this meeting. Raises MeetingHasNotStarted,
    TooLate, OtherMeeting.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    analytics_due(meeting=meeting, at=at)
    told = reports.told_of(report)
    room_id = _room_of(meeting, report)
    if room_id is None:
        if not placing.keep_report(meeting, report, told, sha256=sha256, at=at):
            raise OtherMeeting
        return None
    return reports.note(meeting, room_id, told, sha256=sha256, received_at=at, at=at)


@transaction.atomic
def events_told(*, server: Server, events: Iterable[Event], at: datetime) -> int:
    """Keep the events of meetings of ours, each once, and have them counted; return how many were new."""
    found: list[tuple[Meeting, str, Event]] = []
    for event in events:
        if event.name == EventName.CREATED and event.parent_id:
            _note_breakout(server, event, at)
        if (place := _place(server, event)) is not None:
            found.append((*place, event))
        else:
            placing.keep(server, event, at=at)
    new = 0
    changed: set[int] = set()
    for meeting, room_id, event in found:
        if event.name == EventName.RECORDING:
            if event.record_id:
                recording_told(meeting=meeting, record_id=event.record_id, sha256=event.digest, at=at)
            continue
        key = f"event:{meeting.pk}:{event.digest}"
        if event.name == EventName.CREATED or CallbackReceipt.objects.filter(dedupe_key=key).exists():
            continue
        told = placing.told_of(event)
        receipts.note(meeting, CallbackKind.EVENT, key, sha256=event.digest, at=at, room_id=room_id, told=told)
        new += 1
        changed.add(meeting.pk)
    for pk in sorted(changed):
        telling.soon(kind=placing.TAKE_EVENTS, subject=str(pk), payload={"meeting": pk}, at=at)
    return new


def room_by_id(*, meeting_id: str, server: Server | None = None) -> Meeting | None:
    """Return the meeting with this id of ours, or the one a breakout room with this id belongs to."""
    servers = {} if server is None else {"server": server}
    meetings = Meeting.objects.select_related("server").filter(**servers)
    if (found := meetings.filter(meeting_id=meeting_id).first() if as_uuid(meeting_id) else None) is not None:
        return found
    return meetings.filter(breakouts__breakout_id=meeting_id).first() if meeting_id else None


def _place(server: Server, event: Event) -> tuple[Meeting, str] | None:
    """Return where the event belongs, with the id of the breakout room or ""; None: nothing of ours."""
    ours = Meeting.objects.filter(server=server)
    internal = event.internal_meeting_id
    if event.meeting_id:
        meeting = ours.filter(meeting_id=event.meeting_id).first() if as_uuid(event.meeting_id) else None
    else:
        meeting = ours.filter(internal_id=internal).first() if internal else None
    if meeting is not None:
        # Another id inside is another making of the room: the server began anew since.
        is_same = not meeting.internal_id or internal in ("", meeting.internal_id)
        return (meeting, "") if is_same else None
    by_id = {"breakout_id": event.meeting_id} if event.meeting_id else {"internal_id": internal}
    if not any(by_id.values()):
        return None
    breakout = Breakout.objects.filter(meeting__server=server, **by_id).select_related("meeting").first()
    return (breakout.meeting, breakout.breakout_id) if breakout is not None else None


def _note_breakout(server: Server, event: Event, at: datetime) -> None:
    ours = Meeting.objects.filter(server=server)
    parent = ours.filter(internal_id=event.parent_id).first()
    if parent is None and as_uuid(event.parent_id):
        parent = ours.filter(meeting_id=event.parent_id).first()
    if parent is None or not event.meeting_id:
        return
    placing.know_room(parent, room_id=event.meeting_id, internal_id=event.internal_meeting_id, at=at)


def _room_of(meeting: Meeting, report: Report) -> str | None:
    """Return the id of the breakout room a report is about, "" for the meeting itself; None: neither."""
    if report.meeting_id == str(meeting.meeting_id) and report.internal_id == (
        meeting.internal_id or report.internal_id
    ):
        return ""
    rooms = Breakout.objects.filter(meeting=meeting, breakout_id=report.meeting_id).exclude(breakout_id="")
    room = rooms.filter(internal_id__in=["", report.internal_id]).first()
    return None if room is None else room.breakout_id
