"""The bodies of webhooks, in the form that bbb-webhooks 3 gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from bbb_standin import clip
from bbb_standin.meetings import Meeting
from bbb_standin.recordings import Recording


class Place(Protocol):
    """What an event is about: a meeting, or a recording of one."""

    @property
    def internal_id(self) -> str: ...

    @property
    def meeting_id(self) -> str: ...

    def clock(self, at: int) -> int: ...


def event(name: str, place: Place, at: int, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return one mapped event; its time is that of the server's clock in milliseconds."""
    ids = {"internal-meeting-id": place.internal_id, "external-meeting-id": place.meeting_id}
    if name == "meeting-created" and isinstance(place, Meeting):
        ids |= _created(place)
    body = {"type": "event", "id": name, "attributes": {"meeting": ids, **attributes}, "event": {"ts": place.clock(at)}}
    return {"data": body}


def wire(body: Mapping[str, Any], *, domain: str, at: int) -> str:
    """Return the form that is posted: its keys stand in the order of the alphabet, and all of it is signed."""
    packed = json.dumps([body], separators=(",", ":"), ensure_ascii=False)
    return urlencode({"domain": domain, "event": packed, "timestamp": at})


def recording_steps(recording: Recording, state: str, origin: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the events that belong to a recording's move into a state."""
    common = {"record-id": recording.record_id}
    if state == "processing":
        done = {**common, "success": True, "step-time": 12}
        return [("rap-archive-ended", {**done, "recorded": True}), ("rap-sanity-ended", done)] + [
            ("rap-process-started", {**common, "workflow": name}) for name in recording.formats
        ]
    steps: list[tuple[str, dict[str, Any]]] = []
    for name in recording.formats:
        told = {
            "name": recording.name,
            "is-breakout": recording.is_breakout,
            "start-time": recording.start,
            "end-time": recording.end,
            "size": len(clip.sound()),
            "metadata": recording.metadata,
            "playback": {"format": name, "link": playback_url(recording, name, origin), "duration": clip.LENGTH_S},
            "download": {},
        }
        done = {**common, "success": True, "step-time": 12, "workflow": name}
        steps += [("rap-process-ended", done), ("rap-publish-ended", {**done, "recording": told})]
    return steps


def playback_url(recording: Recording, name: str, origin: str) -> str:
    """Return the public address of one format of a recording."""
    if name == "podcast":
        return f"{origin}/podcast/{recording.record_id}/audio.wav"
    return f"{origin}/playback/presentation/2.3/{recording.record_id}"


def _created(meeting: Meeting) -> dict[str, Any]:
    wishes = meeting.wishes
    return {
        "name": wishes.name,
        "is-breakout": wishes.is_breakout,
        "parent-id": wishes.parent_meeting_id or "bbb-none",
        "duration": wishes.duration_min,
        "create-time": meeting.create_time,
        "create-date": meeting.create_date,
        "moderator-pass": wishes.moderator_password,
        "viewer-pass": wishes.attendee_password,
        "record": wishes.record,
        "voice-conf": wishes.voice_bridge,
        "dial-number": wishes.dial_number,
        "max-users": wishes.max_participants,
        "metadata": dict(wishes.metadata),
    }
