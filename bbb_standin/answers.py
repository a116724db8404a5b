"""The XML of the API. One place escapes, and leaves out what XML cannot carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

from bbb_standin import clip, events
from bbb_standin.hooks import Hook
from bbb_standin.meetings import Meeting, Visit
from bbb_standin.recordings import Recording

Value: TypeAlias = str | int | bool | Sequence["Pair"]
Pair: TypeAlias = tuple[str, Value]

XML, HTML, JSON = "text/xml;charset=utf-8", "text/html; charset=utf-8", "application/json;charset=utf-8"
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    body: bytes = b""
    content_type: str = XML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())


def success(*pairs: Pair) -> Answer:
    return _response("SUCCESS", pairs)


def failed(key: str, sentence: str) -> Answer:
    return _response("FAILED", [("messageKey", key), ("message", sentence)])


def redirect(url: str) -> Answer:
    return Answer(status=302, headers=(("Location", url),))


def _response(code: str, pairs: Sequence[Pair]) -> Answer:
    root = Element("response")
    _fill(root, [("returncode", code), *pairs])
    return Answer(tostring(root, encoding="utf-8", xml_declaration=True))


def _fill(parent: Element, pairs: Sequence[Pair]) -> None:
    for name, value in pairs:
        if not NAME.fullmatch(name):
            continue
        child = SubElement(parent, name)
        if isinstance(value, bool):
            child.text = "true" if value else "false"
        elif isinstance(value, str | int):
            child.text = NO_XML.sub("", str(value))
        else:
            _fill(child, value)


def created(meeting: Meeting, *, is_duplicate: bool) -> Answer:
    """Return the answer to `create`."""
    wishes = meeting.wishes
    told = "This meeting exists already and may be in progress." if is_duplicate else ""
    return success(
        ("meetingID", meeting.meeting_id),
        ("internalMeetingID", meeting.internal_id),
        ("parentMeetingID", wishes.parent_meeting_id or "bbb-none"),
        ("attendeePW", wishes.attendee_password),
        ("moderatorPW", wishes.moderator_password),
        ("createTime", meeting.create_time),
        ("voiceBridge", wishes.voice_bridge),
        ("dialNumber", wishes.dial_number),
        ("createDate", meeting.create_date),
        ("hasUserJoined", meeting.has_been_joined),
        ("duration", wishes.duration_min),
        ("hasBeenForciblyEnded", meeting.was_ended_by_force),
        ("messageKey", "duplicateWarning" if is_duplicate else ""),
        ("message", told),
    )


def meeting_pairs(meeting: Meeting, rooms: Sequence[Meeting], *, at: int, listed_ms: int) -> list[Pair]:
    """Return what getMeetingInfo and getMeetings say about a meeting; `rooms` are its breakout rooms."""
    wishes = meeting.wishes
    people = meeting.listed(at, listed_ms)
    pairs: list[Pair] = [
        ("meetingName", wishes.name),
        ("meetingID", meeting.meeting_id),
        ("internalMeetingID", meeting.internal_id),
        ("createTime", meeting.create_time),
        ("createDate", meeting.create_date),
        ("voiceBridge", wishes.voice_bridge),
        ("dialNumber", wishes.dial_number),
        ("attendeePW", wishes.attendee_password),
        ("moderatorPW", wishes.moderator_password),
        ("running", bool(people)),
        ("duration", wishes.duration_min),
        ("hasUserJoined", meeting.has_been_joined),
        ("recording", wishes.record),
        ("hasBeenForciblyEnded", meeting.was_ended_by_force),
        ("startTime", meeting.create_time),
        ("endTime", meeting.clock(meeting.ended_at) if meeting.ended_at else 0),
        ("participantCount", len(people)),
        ("listenerCount", sum(visit.is_listening for visit in people)),
        ("voiceParticipantCount", sum(visit.has_microphone for visit in people)),
        ("videoCount", 0),
        ("maxUsers", wishes.max_participants),
        ("moderatorCount", sum(visit.is_moderator for visit in people)),
        ("attendees", [("attendee", _attendee(visit)) for visit in people]),
        ("metadata", list(wishes.metadata.items())),
        ("isBreakout", wishes.is_breakout),
    ]
    if rooms:
        pairs.append(("breakoutRooms", [("breakout", room.meeting_id) for room in rooms]))
    if wishes.is_breakout:
        pairs.append(("parentMeetingID", wishes.parent_meeting_id))
        pairs.append(("sequence", wishes.sequence))
        pairs.append(("freeJoin", wishes.free_join))
    return pairs


def _attendee(visit: Visit) -> list[Pair]:
    return [
        ("userID", visit.external_id),
        ("fullName", visit.name),
        ("role", visit.role),
        ("isPresenter", visit.is_presenter),
        ("isListeningOnly", visit.is_listening),
        ("hasJoinedVoice", visit.has_microphone),
        ("hasVideo", False),
        ("clientType", "HTML5"),
        ("customdata", list(visit.custom.items())),
    ]


def joined(meeting: Meeting, visit: Visit, url: str) -> Answer:
    """Return the answer to `join` with redirect=false."""
    return success(
        ("messageKey", "successfullyJoined"),
        ("message", "You have joined successfully."),
        ("meeting_id", meeting.internal_id),
        ("user_id", visit.user_id),
        ("auth_token", visit.auth_token),
        ("session_token", visit.token),
        ("guestStatus", visit.admission),
        ("url", url),
    )


def recording_pairs(recording: Recording, origin: str, *, ticket: Callable[[str], str] | None = None) -> list[Pair]:
    """
    Return what getRecordings says about one recording; `length` is in minutes, `size` in bytes.

    Both are those of the clip that plays, however long the meeting was: what is said of the data it costs is true. Each
    format gets a `ticket` of its own where recordings are protected.
    """
    formats: list[Pair] = [
        (
            "format",
            [
                ("type", name),
                ("url", _address(recording, name, origin, ticket)),
                ("processingTime", 1000),
                ("length", clip.LENGTH_S // 60),
                ("size", len(clip.sound())),
            ],
        )
        for name in recording.formats
    ]
    return [
        ("recordID", recording.record_id),
        ("meetingID", recording.meeting_id),
        ("internalMeetingID", recording.internal_id),
        ("name", recording.name),
        ("isBreakout", recording.is_breakout),
        ("published", recording.is_published),
        ("state", recording.state),
        ("startTime", recording.start),
        ("endTime", recording.end),
        ("participants", recording.participants),
        ("metadata", list(recording.metadata.items())),
        ("playback", formats if recording.is_playable else []),
    ]


def _address(recording: Recording, name: str, origin: str, ticket: Callable[[str], str] | None) -> str:
    address = events.playback_url(recording, name, origin)
    return address if ticket is None else f"{address}?token={ticket(recording.record_id)}"


def hook_pairs(hook: Hook) -> list[Pair]:
    pairs: list[Pair] = [("hookID", hook.number), ("callbackURL", hook.callback_url)]
    if hook.meeting_id:
        pairs.append(("meetingID", hook.meeting_id))
    if hook.event_ids:
        pairs.append(("eventID", ",".join(hook.event_ids)))
    return [*pairs, ("permanentHook", False), ("rawData", False)]
