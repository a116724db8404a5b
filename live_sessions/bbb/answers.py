"""
From what a server sent to typed answers: lists may be empty, fields may be missing, numbers may be words.

Passwords of meetings stand in many answers; none of them is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from live_sessions.bbb import client
from live_sessions.bbb.client import AnswerUnusable, RequestRefused, ServerUnreachable
from live_sessions.bbb.transport import Reply

NO_MEETING = "bbb-none"  # what a meeting without a parent has for one
MAX_MILLISECONDS = 253_402_300_799_999  # the last one of the year 9999


class Answer:
    """A successful answer. XML in `root`, or JSON in `data`; indexing gives a text, as the named package wants it."""

    def __init__(self, root: Element, data: Mapping[str, Any], reply: Reply) -> None:
        self.root = root
        self.data = data
        self.clock_offset_seconds = reply.clock_offset_seconds
        self.asked_at = reply.asked_at

    def __getitem__(self, label: str) -> str:
        if self.root.find(label) is None:
            raise KeyError(label)
        return text(self.root, label)


def read(call: str, reply: Reply) -> Answer:
    """Return the answer; raise RequestRefused for FAILED, AnswerUnusable or ServerUnreachable for anything else."""
    root = Element("response")
    data: Mapping[str, Any] = {}
    if reply.body.lstrip()[:1] == b"{":
        data = _json(call, reply)
        said = [str(data.get(name) or "") for name in ("returncode", "messageKey", "message")]
    else:
        root = _xml(call, reply)
        said = [text(root, name) for name in ("returncode", "messageKey", "message")]
    code, key, message = said
    if code == "FAILED":
        raise RequestRefused(call, key or "unknown", message, status=reply.status)
    if code != "SUCCESS":
        raise _no_answer(call, reply, "wrongRoot")
    if not 200 <= reply.status < 300:
        raise _no_answer(call, reply, "httpError")
    return Answer(root, data, reply)


def _xml(call: str, reply: Reply) -> Element:
    try:
        root: Element = fromstring(reply.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        root = Element("nothing")
    if root.tag != "response":
        raise _no_answer(call, reply, "notXml" if root.tag == "nothing" else "wrongRoot")
    return root


def _json(call: str, reply: Reply) -> Mapping[str, Any]:
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        data = None
    response = data.get("response") if isinstance(data, dict) else None
    if not isinstance(response, dict):
        raise _no_answer(call, reply, "notXml")
    return response


def _no_answer(call: str, reply: Reply, key: str) -> AnswerUnusable | ServerUnreachable:
    """Name what is no answer; an error page of the web server before BigBlueButton says more by its status."""
    if reply.status >= 500:
        return ServerUnreachable(call, "serverError", status=reply.status)
    if not 200 <= reply.status < 300:
        return AnswerUnusable(call, "httpError", status=reply.status)
    return AnswerUnusable(call, key, status=reply.status)


def text(element: Element, name: str) -> str:
    """Return the text of a child, "" when it is missing or empty."""
    return (element.findtext(name) or "").strip()


def number(element: Element, name: str) -> int | None:
    """Return a whole number, also where somebody put separators into it; None when there is none."""
    digits = text(element, name).replace(",", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None


def is_true(element: Element, name: str) -> bool:
    return text(element, name).lower() == "true"


def moment(element: Element, name: str) -> datetime | None:
    """Return an instant given in milliseconds (or, by odd servers, in seconds); 0 means that there is none."""
    value = number(element, name)
    if not value:
        return None
    milliseconds = value if value >= 100_000_000_000 else value * 1000
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds <= MAX_MILLISECONDS else None


def _children(element: Element, group: str, name: str) -> list[Element]:
    found = element.find(group)
    return [] if found is None else found.findall(name)


def _mapping(element: Element, name: str, *, lower: bool = False) -> Mapping[str, str]:
    found = element.find(name)
    pairs = [] if found is None else [(child.tag, (child.text or "").strip()) for child in found]
    return MappingProxyType({key.lower() if lower else key: value for key, value in pairs})


def version(answer: Answer) -> client.ApiVersion:
    root = answer.root
    return client.ApiVersion(
        api_version=text(root, "apiVersion") or text(root, "version"),
        server_version=text(root, "bbbVersion"),
        clock_offset_seconds=answer.clock_offset_seconds,
    )


def created(answer: Answer, *, meeting_id: str) -> client.MeetingCreated:
    root = answer.root
    is_duplicate = text(root, "messageKey") == "duplicateWarning"
    created_at = moment(root, "createTime")
    offset = answer.clock_offset_seconds
    if created_at and answer.asked_at and not is_duplicate:
        # The clock that stamps everything of this meeting; before the server may stand another one.
        difference = round((created_at - answer.asked_at).total_seconds())
        offset = difference if abs(difference) > 1 else 0
    return client.MeetingCreated(
        meeting_id=text(root, "meetingID") or meeting_id,
        internal_meeting_id=text(root, "internalMeetingID"),
        create_time=number(root, "createTime"),
        created_at=created_at,
        is_duplicate=is_duplicate,
        has_been_forcibly_ended=is_true(root, "hasBeenForciblyEnded"),
        clock_offset_seconds=offset,
    )


def attendee(element: Element) -> client.Attendee:
    return client.Attendee(
        user_id=text(element, "userID"),
        full_name=text(element, "fullName"),
        role=text(element, "role").upper(),
        is_presenter=is_true(element, "isPresenter"),
        is_listening_only=is_true(element, "isListeningOnly"),
        has_joined_voice=is_true(element, "hasJoinedVoice"),
        has_video=is_true(element, "hasVideo"),
        client_type=text(element, "clientType"),
        custom_data=_mapping(element, "customdata"),
    )


def meeting(element: Element) -> client.MeetingInfo:
    attendees = tuple(attendee(child) for child in _children(element, "attendees", "attendee"))
    parent = text(element, "parentMeetingID")
    counted = number(element, "participantCount")
    return client.MeetingInfo(
        meeting_id=text(element, "meetingID"),
        internal_meeting_id=text(element, "internalMeetingID"),
        name=text(element, "meetingName"),
        create_time=number(element, "createTime"),
        created_at=moment(element, "createTime"),
        is_running=is_true(element, "running"),
        is_recording=is_true(element, "recording"),
        has_been_forcibly_ended=is_true(element, "hasBeenForciblyEnded"),
        started_at=moment(element, "startTime"),
        ended_at=moment(element, "endTime"),
        participant_count=len(attendees) if counted is None else counted,
        listener_count=number(element, "listenerCount") or 0,
        voice_participant_count=number(element, "voiceParticipantCount") or 0,
        video_count=number(element, "videoCount") or 0,
        moderator_count=number(element, "moderatorCount") or 0,
        max_users=number(element, "maxUsers") or 0,
        is_breakout=is_true(element, "isBreakout"),
        parent_meeting_id="" if parent == NO_MEETING else parent,
        breakout_sequence=number(element, "sequence"),
        breakout_ids=tuple((child.text or "").strip() for child in _children(element, "breakoutRooms", "breakout")),
        attendees=attendees,
        metadata=_mapping(element, "metadata", lower=True),
    )


def meetings(answer: Answer) -> client.MeetingList:
    found = _children(answer.root, "meetings", "meeting")
    return client.MeetingList(tuple(meeting(child) for child in found), answer.clock_offset_seconds)


def _format(element: Element) -> client.RecordingFormat:
    images = element.findall("preview/images/image")
    return client.RecordingFormat(
        kind=text(element, "type"),
        url=text(element, "url"),
        minutes=number(element, "length"),
        size_bytes=number(element, "size"),
        previews=tuple(
            client.PreviewImage(
                url=(image.text or "").strip(),
                text=image.get("alt", ""),
                width=_whole(image.get("width")),
                height=_whole(image.get("height")),
            )
            for image in images
        ),
    )


def _whole(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 10 else None


def recordings(answer: Answer) -> tuple[client.RecordingInfo, ...]:
    return tuple(
        client.RecordingInfo(
            record_id=text(element, "recordID"),
            meeting_id=text(element, "meetingID"),
            internal_meeting_id=text(element, "internalMeetingID"),
            name=text(element, "name"),
            state=text(element, "state"),
            is_published=is_true(element, "published"),
            is_breakout=is_true(element, "isBreakout"),
            started_at=moment(element, "startTime"),
            ended_at=moment(element, "endTime"),
            participant_count=number(element, "participants"),
            metadata=_mapping(element, "metadata", lower=True),
            formats=tuple(_format(child) for child in _children(element, "playback", "format")),
        )
        for element in _children(answer.root, "recordings", "recording")
    )


def text_tracks(answer: Answer) -> tuple[client.TextTrack, ...]:
    tracks = answer.data.get("tracks")
    return tuple(
        client.TextTrack(
            href=str(track.get("href") or ""),
            kind=str(track.get("kind") or ""),
            label=str(track.get("label") or ""),
            language=str(track.get("lang") or ""),
            source=str(track.get("source") or ""),
        )
        for track in (tracks if isinstance(tracks, list) else [])
        if isinstance(track, dict)
    )


def hook_created(answer: Answer) -> client.HookCreated:
    root = answer.root
    return client.HookCreated(
        hook_id=text(root, "hookID"),
        is_existing=text(root, "messageKey") == "duplicateWarning",
        is_permanent=is_true(root, "permanentHook"),
        is_raw=is_true(root, "rawData"),
    )


def hooks(answer: Answer) -> tuple[client.HookInfo, ...]:
    return tuple(
        client.HookInfo(
            hook_id=text(element, "hookID"),
            callback_url=text(element, "callbackURL"),
            meeting_id=text(element, "meetingID"),
            event_ids=tuple(part for part in text(element, "eventID").split(",") if part),
            is_permanent=is_true(element, "permanentHook"),
            is_raw=is_true(element, "rawData"),
        )
        for element in _children(answer.root, "hooks", "hook")
    )
