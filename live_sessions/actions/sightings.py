"""
What a poll saw becomes presence and the state of meetings.

Only a poll that the server answered says anything: a server that is down ends no meeting and nobody's presence. What a
list leaves out is asked for by its name before it is over: balancers leave out meetings whose server they cannot reach
for a moment, and may be set to list none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from jobs.actions import enqueue
from live_sessions.actions import placing, recordings, telling
from live_sessions.bbb.client import MeetingInfo, MeetingList
from live_sessions.callbacks.reading import as_uuid
from live_sessions.models import (
    LIVE,
    AttendanceInterval,
    Meeting,
    MeetingEnd,
    MeetingState,
    Participant,
    Server,
)
from live_sessions.presence import BRIDGED, Source

POLLS_UNTIL_GONE = 2
POLLS_IN_DOUBT = 15  # for so long nobody says whether it runs; then the list is believed
NOT_THERE = frozenset({"notFound", "meetingNotFound"})
YOUNG = timedelta(minutes=2)  # a meeting this young may be on its way to the list
NEVER_CREATED = timedelta(minutes=10)
MAY_RETURN = timedelta(hours=12)  # a list that was incomplete twice; later it is a matter for people
RECONCILED_AFTER_MINUTES = (2, 10, 60)
RECONCILE, END_DETACHED = "live_sessions.reconcile", "live_sessions.end_detached"
_ROOM_NUMBER = re.compile(r"-\d+$")  # breakout rooms put it behind the id of the person


@dataclass(frozen=True, slots=True)
class Asked:
    """Keys of meetings that a list left out: by their names they are there, or nobody knows."""

    found: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()


def left_out(server: Server, listed: MeetingList, *, at: datetime) -> list[Meeting]:
    """Return the meetings of ours that would be over by this list, for the second one in a row is without them."""
    told = {key for info in listed.meetings if (key := as_uuid(info.meeting_id)) is not None}
    live = Meeting.objects.filter(server=server, state__in=(*LIVE, MeetingState.DETACHED), requested_at__lte=at - YOUNG)
    missed = live.filter(missed_polls__gte=POLLS_UNTIL_GONE - 1)
    return list(missed.exclude(meeting_id__in=told).order_by("missed_polls", "pk"))


def note(server: Server, listed: MeetingList, *, at: datetime, asked: Asked | None = None) -> None:
    """Write down what the list says of our meetings; runs in the transaction of the poll, under the server's lock."""
    asked = asked or Asked()
    ours = _ours(server, at)
    seen: dict[int, Meeting] = {}
    for info in listed.meetings:
        meeting = _meeting_of(info, ours)
        if meeting is None or info.has_been_forcibly_ended:
            continue
        if info.is_breakout:
            placing.know_room(meeting, room_id=info.meeting_id, internal_id=info.internal_meeting_id, at=at)
        else:
            seen[meeting.pk] = meeting
            _is_listed(meeting, info, at, is_left_out=meeting.pk in asked.found)
        _note_people(meeting, info, at)
    _not_listed([meeting for meeting in ours if meeting.pk not in seen], asked.unknown, at)
    placing.forget(at=at)


def _ours(server: Server, at: datetime) -> list[Meeting]:
    live = Meeting.objects.filter(server=server, state__in=(*LIVE, MeetingState.DETACHED))
    gone = Meeting.objects.filter(server=server, ended_by=MeetingEnd.GONE, ended_at__gte=at - MAY_RETURN)
    return list((live | gone).select_for_update(of=("self",)).order_by("pk"))


def _meeting_of(info: MeetingInfo, ours: Iterable[Meeting]) -> Meeting | None:
    """Return the row a listed meeting belongs to; a breakout room belongs to that of its parent."""
    for meeting in ours:
        if info.is_breakout:
            if info.parent_meeting_id in (str(meeting.meeting_id), meeting.internal_id or None):
                return meeting
        elif as_uuid(info.meeting_id) == meeting.meeting_id:
            # The same id with another time of creation: the server began anew, and this is not the room of our people.
            return meeting if (meeting.create_time or info.create_time) == info.create_time else None
    return None


def _is_listed(meeting: Meeting, info: MeetingInfo, at: datetime, *, is_left_out: bool) -> None:
    if meeting.state == MeetingState.DETACHED:
        # Its server is back, and the session is elsewhere: whoever is still in there is sent on by ending it.
        Meeting.objects.filter(pk=meeting.pk).update(seen_at=at, missed_polls=0)
        send_out(meeting, at=at)
        return
    if meeting.state == MeetingState.ENDED and not reopen(meeting, at=at):
        return  # the session went on elsewhere
    meeting.create_time = info.create_time if meeting.create_time is None else meeting.create_time
    if meeting.create_time is not None:
        meeting.state = MeetingState.OPEN
    meeting.internal_id = meeting.internal_id or info.internal_meeting_id[:100]
    # One that only its name finds is asked for by it with every poll.
    meeting.seen_at, meeting.missed_polls = at, POLLS_UNTIL_GONE - 1 if is_left_out else 0
    meeting.save()


def send_out(meeting: Meeting, *, at: datetime) -> None:
    """Have a detached meeting ended on its server by a job: who is still in there comes back to the page."""
    key = f"{END_DETACHED}:{meeting.pk}:{at.isoformat(timespec='minutes')}"
    enqueue(kind=END_DETACHED, key=key, payload={"meeting": meeting.pk}, at=at)


def reopen(meeting: Meeting, *, at: datetime) -> bool:
    """Take back an end that was none, unless the context has another room by now; return whether it was taken back."""
    if Meeting.objects.live().filter(context_key=meeting.context_key).exists():
        return False
    meeting.state = MeetingState.OPEN if meeting.create_time is not None else MeetingState.CREATING
    meeting.ended_at, meeting.ended_by, meeting.final_at, meeting.is_end_exact = None, "", None, False
    meeting.missed_polls = 0
    meeting.save()
    telling.changed(context_key=meeting.context_key, at=at)
    return True


def _note_people(meeting: Meeting, info: MeetingInfo, at: datetime) -> None:
    """Lengthen the stay of everybody who is listed, or begin one; two devices of a person are one stay."""
    breakout_id = info.meeting_id[:100] if info.is_breakout else ""
    listed = {attendee.user_id[:100] for attendee in info.attendees if attendee.user_id}
    stays = AttendanceInterval.objects.filter(meeting=meeting, breakout_id=breakout_id, source=Source.POLL)
    going_on = stays.filter(left_at__gte=at - BRIDGED, left_at__lte=at, external_id__in=listed)
    known = set(going_on.values_list("external_id", flat=True))
    going_on.update(left_at=at)
    new = listed - known
    people = participants(meeting, new, is_breakout=bool(breakout_id))
    AttendanceInterval.objects.bulk_create(
        [
            AttendanceInterval(
                meeting=meeting,
                breakout_id=breakout_id,
                participant=people.get(external_id),
                external_id=external_id,
                source=Source.POLL,
                joined_at=at,
                left_at=at,
            )
            for external_id in sorted(new)
        ],
        ignore_conflicts=True,  # the same poll told twice
    )


def participants(meeting: Meeting, external_ids: Iterable[str], *, is_breakout: bool) -> dict[str, Participant]:
    """Return who is who, by the ids a server told; whom we do not know is left out."""
    names = {told: without_room(told) if is_breakout else told for told in external_ids}
    known = Participant.objects.filter(context_key=meeting.context_key, external_id__in=set(names.values()))
    by_name = {person.external_id: person for person in known}
    return {told: by_name[name] for told, name in names.items() if name in by_name}


def without_room(external_id: str) -> str:
    """Return the id of the person out of the one that a breakout room has for them."""
    return _ROOM_NUMBER.sub("", external_id)


def _not_listed(meetings: Iterable[Meeting], unknown: frozenset[int], at: datetime) -> None:
    for meeting in meetings:
        if meeting.state == MeetingState.ENDED or at - meeting.requested_at < YOUNG:
            continue
        if meeting.state == MeetingState.CREATING and at - meeting.requested_at < NEVER_CREATED:
            continue
        if meeting.missed_polls + 1 < (POLLS_IN_DOUBT if meeting.pk in unknown else POLLS_UNTIL_GONE):
            Meeting.objects.filter(pk=meeting.pk).update(missed_polls=F("missed_polls") + 1)
            continue
        ended_by = MeetingEnd.MOVED if meeting.state == MeetingState.DETACHED else MeetingEnd.GONE
        end(meeting, ended_by=ended_by, ended_at=meeting.seen_at or meeting.requested_at, at=at)


def end(meeting: Meeting, *, ended_by: MeetingEnd, ended_at: datetime, at: datetime, is_exact: bool = False) -> None:
    """
    Close the row, tell above, and look again later; `ended_at` is when it ended by our clock, as far as anybody knows.

    `is_exact`: the server said so.
    """
    meeting.state, meeting.ended_at, meeting.ended_by = MeetingState.ENDED, ended_at, ended_by
    meeting.is_end_exact = is_exact
    meeting.save(update_fields=["state", "ended_at", "ended_by", "is_end_exact"])
    look_again(meeting, at=at)
    telling.changed(context_key=meeting.context_key, at=at)
    recordings.look_for(meeting, at)
    if meeting.has_recording_marks is not None:
        recordings.note_marks(meeting, has_marks=meeting.has_recording_marks)


def look_again(meeting: Meeting, *, at: datetime) -> None:
    """Have the server asked after 2, 10 and 60 minutes whether it really is over, and what came late counted."""
    stamp = at.isoformat(timespec="seconds")
    for minutes in RECONCILED_AFTER_MINUTES:
        enqueue(
            kind=RECONCILE,
            key=f"{RECONCILE}:{meeting.pk}:{stamp}:{minutes}",
            payload={"meeting": meeting.pk, "is_last": minutes == RECONCILED_AFTER_MINUTES[-1]},
            at=at,
            run_after=at + timedelta(minutes=minutes),
        )
