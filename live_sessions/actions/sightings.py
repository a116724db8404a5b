"""
What a poll saw becomes presence and the state of meetings.

Only a poll that the server answered says anything: a server that is down ends no meeting and nobody's presence.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from live_sessions.actions import recordings, telling
from live_sessions.bbb.client import MeetingInfo, MeetingList
from live_sessions.models import AttendanceInterval, Meeting, MeetingEnd, MeetingState, Participant, Server
from live_sessions.presence import BRIDGED, Source

POLLS_UNTIL_GONE = 2
YOUNG = timedelta(minutes=2)  # a meeting this young may be on its way to the list
NEVER_CREATED = timedelta(minutes=10)
MAY_RETURN = timedelta(hours=12)  # a list that was incomplete twice; later it is a matter for people
_ROOM_NUMBER = re.compile(r"-\d+$")  # breakout rooms put it behind the id of the person


def note(server: Server, listed: MeetingList, *, at: datetime) -> None:
    """Write down what the list says of our meetings; runs in the transaction of the poll, under the server's lock."""
    ours = _ours(server, at)
    seen: dict[int, Meeting] = {}
    for info in listed.meetings:
        meeting = _meeting_of(info, ours)
        if meeting is None or info.has_been_forcibly_ended:
            continue
        if not info.is_breakout:
            seen[meeting.pk] = meeting
            _is_open(meeting, info, at)
        _note_people(meeting, info, at)
    _not_listed([meeting for meeting in ours if meeting.pk not in seen], at)


def _ours(server: Server, at: datetime) -> list[Meeting]:
    live = Meeting.objects.live().filter(server=server)
    gone = Meeting.objects.filter(server=server, ended_by=MeetingEnd.GONE, ended_at__gte=at - MAY_RETURN)
    return list((live | gone).select_for_update(of=("self",)).order_by("pk"))


def _meeting_of(info: MeetingInfo, ours: Iterable[Meeting]) -> Meeting | None:
    """Return the row a listed meeting belongs to; a breakout room belongs to that of its parent."""
    for meeting in ours:
        if info.is_breakout:
            if info.parent_meeting_id in (str(meeting.meeting_id), meeting.internal_id or None):
                return meeting
        elif _as_uuid(info.meeting_id) == meeting.meeting_id:
            # The same id with another time of creation: the server began anew, and this is not the room of our people.
            return meeting if (meeting.create_time or info.create_time) == info.create_time else None
    return None


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _is_open(meeting: Meeting, info: MeetingInfo, at: datetime) -> None:
    if meeting.state == MeetingState.ENDED:
        if Meeting.objects.live().filter(context_key=meeting.context_key).exists():
            return  # the session went on elsewhere
        meeting.ended_at, meeting.ended_by = None, ""
        telling.changed(context_key=meeting.context_key, at=at)
    meeting.create_time = info.create_time if meeting.create_time is None else meeting.create_time
    if meeting.create_time is not None:
        meeting.state = MeetingState.OPEN
    meeting.internal_id = meeting.internal_id or info.internal_meeting_id[:100]
    meeting.seen_at, meeting.missed_polls = at, 0
    meeting.save()


def _note_people(meeting: Meeting, info: MeetingInfo, at: datetime) -> None:
    """Lengthen the stay of everybody who is listed, or begin one; two devices of a person are one stay."""
    breakout_id = info.meeting_id[:100] if info.is_breakout else ""
    listed = {attendee.user_id[:100] for attendee in info.attendees if attendee.user_id}
    stays = AttendanceInterval.objects.filter(meeting=meeting, breakout_id=breakout_id, source=Source.POLL)
    going_on = stays.filter(left_at__gte=at - BRIDGED, left_at__lte=at, external_id__in=listed)
    known = set(going_on.values_list("external_id", flat=True))
    going_on.update(left_at=at)
    new = listed - known
    names = {external_id: _ROOM_NUMBER.sub("", external_id) if breakout_id else external_id for external_id in new}
    people = {
        person.external_id: person
        for person in Participant.objects.filter(context_key=meeting.context_key, external_id__in=names.values())
    }
    AttendanceInterval.objects.bulk_create(
        [
            AttendanceInterval(
                meeting=meeting,
                breakout_id=breakout_id,
                participant=people.get(names[external_id]),
                external_id=external_id,
                source=Source.POLL,
                joined_at=at,
                left_at=at,
            )
            for external_id in sorted(new)
        ],
        ignore_conflicts=True,  # the same poll told twice
    )


def _not_listed(meetings: Iterable[Meeting], at: datetime) -> None:
    for meeting in meetings:
        if meeting.state == MeetingState.ENDED or at - meeting.requested_at < YOUNG:
            continue
        if meeting.state == MeetingState.CREATING and at - meeting.requested_at < NEVER_CREATED:
            continue
        if meeting.missed_polls + 1 < POLLS_UNTIL_GONE:
            Meeting.objects.filter(pk=meeting.pk).update(missed_polls=F("missed_polls") + 1)
            continue
        end(meeting, ended_by=MeetingEnd.GONE, ended_at=meeting.seen_at or meeting.requested_at, at=at)


def end(meeting: Meeting, *, ended_by: MeetingEnd, ended_at: datetime, at: datetime) -> None:
    """Close the row, and tell above; `ended_at` is when the meeting ended by our clock, as far as anybody knows."""
    meeting.state, meeting.ended_at, meeting.ended_by = MeetingState.ENDED, ended_at, ended_by
    meeting.save(update_fields=["state", "ended_at", "ended_by"])
    telling.changed(context_key=meeting.context_key, at=at)
    recordings.look_for(meeting, at)
