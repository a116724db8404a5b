"""
What the house knows of a BigBlueButton server: calls, typed answers, one family of errors.

The rest of the code imports only this and `live_sessions.bbb.connect`; which library speaks to the server is behind
the setting BBB_CLIENT_CLASS (ADR 0019). Instants are aware and in UTC as the server's clock has them; nothing here
corrects a clock that is off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | bool
# The query carries names, passwords and checksums, and a server may say back what it was asked.
_ADDRESS_WITH_QUERY = re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]*")


class BBBError(Exception):
    """
    A call did not do what it should. `call` names it, `message_key` is what to switch on; the text is for logs.

    Neither holds an address with its query, a checksum or a secret.
    """

    def __init__(self, call: str, message_key: str, text: str = "", *, status: int | None = None) -> None:
        self.call = call
        self.message_key = message_key
        self.text = _ADDRESS_WITH_QUERY.sub(r"\1?…", text)[:300]
        self.status = status
        super().__init__(f"{call or 'version'}: {message_key}" + (f" ({self.text})" if text else ""))


class ServerUnreachable(BBBError):
    """
    No answer in time, a broken line, or a server (or what stands before it) in trouble: later it may work.

    `message_key` is "timeout", "unreachable", "tls" or "serverError".
    """


class AnswerUnusable(BBBError):
    """
    What came back is no answer of BigBlueButton: another address, another product, something hostile.

    `message_key` is "redirected", "tooLarge", "notXml", "wrongRoot" or "httpError".
    """


class RequestRefused(BBBError):
    """The server understood and said FAILED; `message_key` is its own, "unknown" when it gave none."""


class Algorithm(StrEnum):
    """How calls are signed; a server may refuse some of them (supportedChecksumAlgorithms)."""

    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"


class Role(StrEnum):
    """Who somebody is in the room; wins over any password."""

    MODERATOR = "MODERATOR"
    VIEWER = "VIEWER"


class RecordingState(StrEnum):
    """How far a recording is; a server hides what is not yet processing."""

    PROCESSING = "processing"
    PROCESSED = "processed"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    DELETED = "deleted"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """`server_version` ("3.0.19") is "" where the server keeps it to itself."""

    api_version: str
    server_version: str
    clock_offset_seconds: int | None  # the server's clock minus ours; None: it sent no date


@dataclass(frozen=True, slots=True)
class MeetingCreated:
    """`create_time` is to be sent back on join as it came; None where an odd server gave none."""

    meeting_id: str
    internal_meeting_id: str
    create_time: int | None
    created_at: datetime | None
    is_duplicate: bool  # it was there already: parameters and slides of this call count for nothing
    has_been_forcibly_ended: bool
    clock_offset_seconds: int | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in the room now, or up to 60 s ago. `user_id` is what we gave on join; `role` may be unknown to us."""

    user_id: str
    full_name: str = field(repr=False)
    role: str
    is_presenter: bool
    is_listening_only: bool
    has_joined_voice: bool
    has_video: bool
    client_type: str
    custom_data: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class MeetingInfo:
    """A meeting as it stands now. `is_running`: somebody has joined."""

    meeting_id: str
    internal_meeting_id: str
    name: str
    create_time: int | None
    created_at: datetime | None
    is_running: bool
    is_recording: bool
    has_been_forcibly_ended: bool
    started_at: datetime | None
    ended_at: datetime | None
    participant_count: int
    listener_count: int
    voice_participant_count: int
    video_count: int
    moderator_count: int
    max_users: int
    is_breakout: bool
    parent_meeting_id: str
    breakout_sequence: int | None
    breakout_ids: tuple[str, ...]
    attendees: tuple[Attendee, ...]
    metadata: Mapping[str, str]  # keys in lower case


@dataclass(frozen=True, slots=True)
class MeetingList:
    """Every meeting of a server, from one call."""

    meetings: tuple[MeetingInfo, ...]
    clock_offset_seconds: int | None


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """A slide in small."""

    url: str
    text: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class RecordingFormat:
    """One way to play a recording; `url` opens it for anybody, so it is shown only behind our own door."""

    kind: str
    url: str = field(repr=False)
    minutes: int | None
    size_bytes: int | None
    previews: tuple[PreviewImage, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """A recording on the server."""

    record_id: str
    meeting_id: str
    internal_meeting_id: str
    name: str
    state: str
    is_published: bool
    is_breakout: bool
    started_at: datetime | None
    ended_at: datetime | None
    participant_count: int | None
    metadata: Mapping[str, str]
    formats: tuple[RecordingFormat, ...]


@dataclass(frozen=True, slots=True)
class TextTrack:
    """Captions or subtitles of a recording; `language` as BCP 47."""

    href: str
    kind: str
    label: str
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class HookInfo:
    """A registered webhook; an empty `meeting_id` means every meeting."""

    hook_id: str
    callback_url: str = field(repr=False)
    meeting_id: str
    event_ids: tuple[str, ...]
    is_permanent: bool
    is_raw: bool


@dataclass(frozen=True, slots=True)
class HookCreated:
    hook_id: str
    is_existing: bool
    is_permanent: bool
    is_raw: bool


@dataclass(frozen=True, slots=True)
class Slides:
    """
    A presentation for a room: either an address the server fetches (https only) or the bytes themselves.

    `file_name` needs an ending, by which the server knows the kind.
    """

    file_name: str
    url: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    is_current: bool = False
    is_downloadable: bool = False
    is_removable: bool = True


class BBBClient(Protocol):
    """
    One server. Every call raises BBBError and nothing else, and ends within the budget of the transport.

    A client keeps no state between calls and may be used by several threads.
    """

    def version(self) -> ApiVersion:
        """Ask what the server is; works with a wrong secret too."""

    def create(
        self,
        meeting_id: str,
        *,
        name: str,
        parameters: Mapping[str, Value] | None = None,
        metadata: Mapping[str, Value] | None = None,
        slides: Sequence[Slides] = (),
    ) -> MeetingCreated:
        """Make the meeting, or find it: asking twice with the same parameters is safe."""

    def join_url(
        self,
        meeting_id: str,
        *,
        full_name: str,
        user_id: str,
        role: Role,
        create_time: int | None = None,
        parameters: Mapping[str, Value] | None = None,
    ) -> str:
        """Return the personal address that opens the room; asks no server. It belongs in no page, letter or log."""

    def is_meeting_running(self, meeting_id: str) -> bool:
        """Return whether somebody is in the meeting; an unknown one is not running."""

    def meeting_info(self, meeting_id: str) -> MeetingInfo:
        """Return the meeting with who is in it; RequestRefused "notFound" when it is over."""

    def meetings(self) -> MeetingList:
        """Return every meeting of the server."""

    def end(self, meeting_id: str) -> None:
        """Ask the server to end the meeting; it does so a little later. Never tried twice."""

    def insert_document(self, meeting_id: str, slides: Sequence[Slides]) -> None:
        """Put presentations into a running meeting. Never tried twice."""

    def send_chat_message(self, meeting_id: str, message: str, *, user_name: str = "") -> None:
        """Write into the public chat of a running meeting (1 to 500 characters). Never tried twice."""

    def recordings(
        self,
        *,
        meeting_ids: Sequence[str] = (),
        record_ids: Sequence[str] = (),
        states: Sequence[RecordingState] = (),
        offset: int | None = None,
        limit: int | None = None,
    ) -> tuple[RecordingInfo, ...]:
        """Return recordings of these meetings or with these ids; ValueError for neither, which would ask for all."""

    def publish_recordings(self, record_ids: Sequence[str], *, is_published: bool) -> bool:
        """Show or hide recordings on the server; return what it says they are now."""

    def update_recordings(self, record_ids: Sequence[str], metadata: Mapping[str, Value]) -> bool:
        """Write metadata of recordings; an empty value removes the key."""

    def delete_recordings(self, record_ids: Sequence[str]) -> bool:
        """Delete recordings; RequestRefused "notFound" when they are gone. Files may follow days later."""

    def text_tracks(self, record_id: str) -> tuple[TextTrack, ...]:
        """Return captions of a recording."""

    def put_text_track(self, record_id: str, *, kind: str, language: str, label: str, content: bytes) -> None:
        """Upload captions (WebVTT); `kind` is "captions" or "subtitles". Never tried twice."""

    def create_hook(
        self, callback_url: str, *, meeting_id: str = "", event_ids: Sequence[str] = (), is_raw: bool = False
    ) -> HookCreated:
        """Register a webhook; asking twice returns the same one."""

    def hooks(self, *, meeting_id: str = "") -> tuple[HookInfo, ...]:
        """Return the registered webhooks, of one meeting or all."""

    def destroy_hook(self, hook_id: str) -> None:
        """Remove a webhook; RequestRefused "destroyMissingHook" when it is not there."""
