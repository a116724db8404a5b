"""What callers write into a query, judged by BigBlueButton's rules."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from bbb_standin.meetings import GUEST_POLICIES, MODERATOR, VIEWER, Wishes
from bbb_standin.recordings import STATES, Filter
from bbb_standin.world import Entrance, Refusal

META = re.compile(r"meta_([a-zA-Z][a-zA-Z0-9-]*)")
USER_DATA = "userdata-"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MOST_METADATA = 100
LONGEST_VALUE = 4_000
DIAL_NUMBER = "613-555-1234"  # what a server says that has no telephone
Params = Mapping[str, str]


def meeting_id(params: Params) -> str:
    """Return the external id; raises Refusal if there is none, or one that BigBlueButton would not keep."""
    value = params.get("meetingID", "").strip()
    if not value:
        raise Refusal("validationError", "A meeting ID is missing.")
    if not 2 <= len(value) <= 256:
        raise Refusal("validationError", "A meeting ID has 2 to 256 characters.")
    if "," in value or CONTROL.search(value):
        raise Refusal("validationError", "Invalid meeting ID.")
    return value


def create(params: Params) -> Wishes:
    """Return what a `create` asks for."""
    name = CONTROL.sub("", params.get("name", "")).strip()
    if not 2 <= len(name) <= 64:
        raise Refusal("validationError", "A meeting name has 2 to 64 characters.")
    is_breakout = _flag(params, "isBreakout")
    parent = params.get("parentMeetingID", "").strip()
    if is_breakout and not parent:
        raise Refusal("parentMeetingIdMissing", "A breakout room needs the ID of its parent.")
    return Wishes(
        meeting_id=meeting_id(params),
        name=name,
        attendee_password=_password(params, "attendeePW"),
        moderator_password=_password(params, "moderatorPW"),
        duration_min=_number(params, "duration"),
        max_participants=_number(params, "maxParticipants"),
        record=_flag(params, "record"),
        auto_start_recording=_flag(params, "autoStartRecording"),
        allow_start_stop_recording=_flag(params, "allowStartStopRecording", default=True),
        keep_events=_flag(params, "meetingKeepEvents"),
        guest_policy=_one_of(params, "guestPolicy", GUEST_POLICIES),
        end_when_no_moderator=_flag(params, "endWhenNoModerator"),
        end_when_no_moderator_delay_min=_number(params, "endWhenNoModeratorDelayInMinutes", default=1),
        welcome=params.get("welcome", "")[:LONGEST_VALUE],
        logout_url=web_address(params.get("logoutURL", "")),
        ended_url=web_address(params.get("meetingEndedURL", "")),
        voice_bridge=params.get("voiceBridge", "")[:9] or str(10_000 + secrets.randbelow(90_000)),
        dial_number=params.get("dialNumber", "")[:30] or DIAL_NUMBER,
        is_breakout=is_breakout,
        parent_meeting_id=parent if is_breakout else "",
        sequence=_number(params, "sequence"),
        free_join=_flag(params, "freeJoin"),
        disables_public_chat=_flag(params, "lockSettingsDisablePublicChat"),
        metadata=metadata(params),
    )


def join(params: Params) -> Entrance:
    """Return what a `join` asks for."""
    name = CONTROL.sub("", params.get("fullName", "")).strip()
    if not name:
        parts = (params.get("firstName", ""), params.get("lastName", ""))
        name = CONTROL.sub("", " ".join(part for part in parts if part)).strip()
    if not name:
        raise Refusal("validationError", "A name is missing.")
    role = params.get("role", "").upper()
    if role not in {"", MODERATOR, VIEWER}:
        raise Refusal("validationError", "The role is neither MODERATOR nor VIEWER.")
    custom = {
        key.removeprefix(USER_DATA): value[:LONGEST_VALUE]
        for key, value in list(params.items())[:500]
        if key.startswith(USER_DATA)
    }
    return Entrance(
        meeting_id=meeting_id(params),
        name=name[:255],
        role=role,
        password=params.get("password", ""),
        user_id=CONTROL.sub("", params.get("userID", "")).strip()[:255],
        create_time=params.get("createTime", ""),
        is_guest=_flag(params, "guest"),
        is_authenticated=_flag(params, "auth"),
        locale=custom.get("bbb_override_default_locale", ""),
        logout_url=web_address(params.get("logoutURL", "")),
        custom=custom,
    )


def metadata(params: Params) -> dict[str, str]:
    """Return the meta_ parameters, their names in lower case as BigBlueButton keeps them."""
    found: dict[str, str] = {}
    for key, value in params.items():
        if (match := META.fullmatch(key)) and len(found) < MOST_METADATA:
            found[match[1].lower()] = value[:LONGEST_VALUE]
    return found


def recordings(params: Params) -> Filter:
    """Return which recordings are wanted."""
    states = ids(params, "state") or ("published", "unpublished")
    if not set(states) <= {*STATES, "any"}:
        raise Refusal("validationError", "A state is none of those that recordings have.")
    limit = _number(params, "limit")
    return Filter(
        record_ids=ids(params, "recordID"),
        meeting_ids=ids(params, "meetingID"),
        states=states,
        metadata=metadata(params),
        offset=_number(params, "offset"),
        limit=min(limit, 100),
    )


def record_ids(params: Params) -> tuple[str, ...]:
    found = ids(params, "recordID")
    if not found:
        raise Refusal("missingParamRecordID", "A recordID is missing.")
    return found


def publish(params: Params) -> bool:
    if "publish" not in params:
        raise Refusal("missingParamPublish", "The parameter publish is missing.")
    return _flag(params, "publish")


def ids(params: Params, name: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in params.get(name, "").split(",")) if part)


def web_address(value: str) -> str:
    """Return an address of the web; "" for anything else."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in {"http", "https"} and parts.netloc and not CONTROL.search(value) else ""


def _flag(params: Params, name: str, *, default: bool = False) -> bool:
    value = params.get(name, "")
    if value not in {"", "true", "false"}:
        raise Refusal("validationError", f"{name} is neither true nor false.")
    return value == "true" if value else default


def _number(params: Params, name: str, *, default: int = 0) -> int:
    value = params.get(name, "")
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise Refusal("validationError", f"{name} is no whole number.")
    return int(value)


def _one_of(params: Params, name: str, choices: tuple[str, ...]) -> str:
    value = params.get(name, "") or choices[0]
    if value not in choices:
        raise Refusal("validationError", f"{name} has an unknown value.")
    return value


def _password(params: Params, name: str) -> str:
    value = params.get(name, "")
    if value and not 2 <= len(value) <= 64:
        raise Refusal("validationError", f"{name} has 2 to 64 characters.")
    return value
