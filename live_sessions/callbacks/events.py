"""
Webhooks of a server (bbb-webhooks): a form whose `event` is a list of events in JSON, mapped or raw.

Only who came and went, where rooms belong and what became of recordings is read. Passwords, names, addresses of people
and their session tokens stand in there too; none of it leaves this module.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

from live_sessions.callbacks.reading import BodyRefused, identifier, instant, is_true, mapping, parsed

MOST_EVENTS = 500
MOST_FIELDS = 20


class EventName(StrEnum):
    """What happened, in our words."""

    CREATED = "created"
    ENDED = "ended"
    JOINED = "joined"
    LEFT = "left"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `meeting_id` is empty where the server names its own id only, and so is `external_id` on leaving."""

    name: EventName
    digest: str  # of the event as it came: told twice, it is the same
    at: datetime  # by the server's clock
    meeting_id: str
    internal_meeting_id: str
    user_id: str = ""  # the server's own, one for each connection
    external_id: str = ""
    parent_id: str = ""  # of a breakout room that was created
    record_id: str = ""


MAPPED = {
    "meeting-created": EventName.CREATED,
    "meeting-ended": EventName.ENDED,
    "meeting-destroyed": EventName.ENDED,
    "user-joined": EventName.JOINED,
    "user-left": EventName.LEFT,
    "rap-publish-ended": EventName.RECORDING,
    "rap-published": EventName.RECORDING,
    "rap-unpublished": EventName.RECORDING,
    "rap-deleted": EventName.RECORDING,
}
WANTED = tuple(name for name in MAPPED if name != "meeting-destroyed")  # what we ask a server to tell
RAW = {
    "MeetingCreatedEvtMsg": EventName.CREATED,
    "MeetingEndedEvtMsg": EventName.ENDED,
    "MeetingDestroyedEvtMsg": EventName.ENDED,
    "UserJoinedMeetingEvtMsg": EventName.JOINED,
    "UserLeftMeetingEvtMsg": EventName.LEFT,
}


def read(body: bytes) -> list[Event]:
    """Return the events that concern us, in their order; raise BodyRefused. Others are passed over."""
    try:
        form = parse_qs(body.decode(), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise BodyRefused("wrongShape") from None
    if "event" not in form:
        raise BodyRefused("wrongShape")
    told = parsed(form["event"][0])
    told = told if isinstance(told, list) else [told]
    if len(told) > MOST_EVENTS:
        raise BodyRefused("tooMany")
    if not all(isinstance(one, dict) for one in told):
        raise BodyRefused("wrongShape")
    return [event for one in told if (event := _event(one)) is not None]


def _event(told: Mapping[str, Any]) -> Event | None:
    reader: Callable[[Mapping[str, Any], str], Event | None] = _raw if "core" in told else _mapped
    packed = json.dumps(told, sort_keys=True)  # what is no text stays escaped, so every value can be packed
    return reader(told, hashlib.sha256(packed.encode()).hexdigest())


def _mapped(told: Mapping[str, Any], digest: str) -> Event | None:
    data = mapping(told.get("data", told))
    name = MAPPED.get(str(data.get("id")))
    attributes = mapping(data.get("attributes"))
    meeting, user = mapping(attributes.get("meeting")), mapping(attributes.get("user"))
    at = instant(mapping(data.get("event")).get("ts"))
    if name is None or at is None:
        return None
    return Event(
        name=name,
        digest=digest,
        at=at,
        meeting_id=identifier(meeting.get("external-meeting-id")),
        internal_meeting_id=identifier(meeting.get("internal-meeting-id")),
        user_id=identifier(user.get("internal-user-id")),
        external_id=identifier(user.get("external-user-id")),
        parent_id=identifier(meeting.get("parent-id")) if is_true(meeting.get("is-breakout")) else "",
        record_id=identifier(attributes.get("record-id")),
    )


def _raw(told: Mapping[str, Any], digest: str) -> Event | None:
    envelope, core = mapping(told.get("envelope")), mapping(told.get("core"))
    header, body = mapping(core.get("header")), mapping(core.get("body"))
    name = RAW.get(str(envelope.get("name") or header.get("name")))
    at = instant(envelope.get("timestamp"))
    if name is None or at is None:
        return None
    props = mapping(body.get("props"))
    meeting, breakout = mapping(props.get("meetingProp")), mapping(props.get("breakoutProps"))
    routing = mapping(envelope.get("routing"))
    told_ids = (meeting.get("intId"), header.get("meetingId"), routing.get("meetingId"), body.get("meetingId"))
    return Event(
        name=name,
        digest=digest,
        at=at,
        meeting_id=identifier(meeting.get("extId")),
        internal_meeting_id=next(filter(None, map(identifier, told_ids)), ""),
        user_id=identifier(body.get("intId")),
        external_id=identifier(body.get("extId")),
        parent_id=identifier(breakout.get("parentId")) if is_true(meeting.get("isBreakout")) else "",
    )
