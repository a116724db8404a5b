"""A meeting and who is in it: plain data. Times are milliseconds since 1970 by the machine's clock."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

MODERATOR, VIEWER = "MODERATOR", "VIEWER"
ALLOW, WAIT, DENY = "ALLOW", "WAIT", "DENY"
GUEST_POLICIES = ("ALWAYS_ACCEPT", "ALWAYS_DENY", "ASK_MODERATOR", "ALWAYS_ACCEPT_AUTH")
ALPHABET = string.ascii_lowercase + string.digits


def opaque(length: int) -> str:
    """Return a random name that cannot be guessed, in the characters BigBlueButton uses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `create` asked for, after validation."""

    meeting_id: str
    name: str
    attendee_password: str = ""
    moderator_password: str = ""
    duration_min: int = 0
    max_participants: int = 0
    record: bool = False
    auto_start_recording: bool = False
    allow_start_stop_recording: bool = True
    keep_events: bool = False
    guest_policy: str = "ALWAYS_ACCEPT"
    end_when_no_moderator: bool = False
    end_when_no_moderator_delay_min: int = 1
    welcome: str = ""
    logout_url: str = ""
    ended_url: str = ""
    voice_bridge: str = ""
    dial_number: str = ""
    is_breakout: bool = False
    parent_meeting_id: str = ""
    sequence: int = 0
    free_join: bool = False
    disables_public_chat: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Slides:
    """One presentation that somebody handed in."""

    name: str
    url: str = ""
    size: int = 0  # bytes; 0 until it has arrived
    state: str = "waiting"  # waiting, ready, failed


@dataclass(slots=True)
class Visit:
    """One join call: BigBlueButton's internal user. The same person may have several."""

    name: str
    role: str
    external_id: str
    requested_at: int
    is_guest: bool = False
    admission: str = ALLOW
    locale: str = ""
    logout_url: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    is_bot: bool = False
    token: str = field(default_factory=lambda: opaque(16))
    auth_token: str = field(default_factory=lambda: opaque(12))
    user_id: str = field(default_factory=lambda: f"w_{opaque(12)}")
    joins: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    seen_at: int = 0
    closing_at: int = 0  # the page was closed, perhaps only to be loaded again
    has_logged_out: bool = False
    is_presenter: bool = False
    has_hand_up: bool = False
    has_microphone: bool = False
    is_listening: bool = False
    chats: int = 0
    hands: int = 0
    votes: int = 0
    talks: int = 0
    talk_ms: int = 0
    talking_since: int = 0

    @property
    def is_present(self) -> bool:
        return len(self.joins) > len(self.leaves)

    @property
    def is_moderator(self) -> bool:
        return self.role == MODERATOR


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chat."""

    number: int
    name: str
    text: str
    said_at: int


@dataclass(slots=True)
class Poll:
    """A question with answers; `votes` maps internal user to the number of the answer."""

    number: int
    question: str
    answers: tuple[str, ...]
    started_at: int
    votes: dict[str, int] = field(default_factory=dict)
    is_open: bool = True


@dataclass(slots=True)
class Meeting:
    """One opening of a room, from `create` until it is gone."""

    wishes: Wishes
    created_at: int
    skew_ms: int = 0
    visits: dict[str, Visit] = field(default_factory=dict)  # by session token
    chat: deque[Line] = field(default_factory=lambda: deque(maxlen=300))
    polls: list[Poll] = field(default_factory=list)
    slides: list[Slides] = field(default_factory=list)
    marks: list[list[int]] = field(default_factory=list)  # [start, stop] of what is recorded; 0 while it runs
    line_count: int = 0
    ending_at: int = 0
    was_ended_by_force: bool = False
    ended_at: int = 0
    empty_since: int = 0
    without_moderator_since: int = 0

    @property
    def meeting_id(self) -> str:
        return self.wishes.meeting_id

    @property
    def create_time(self) -> int:
        """Return the time of creation as this server's clock has it, in milliseconds."""
        return self.clock(self.created_at)

    @property
    def create_date(self) -> str:
        """Return the time of creation as Java writes it."""
        return datetime.fromtimestamp(self.create_time / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")

    @property
    def internal_id(self) -> str:
        return internal_id(self.meeting_id, self.create_time)

    def clock(self, at: int) -> int:
        """Return what the clock of this server shows at a moment."""
        return at + self.skew_ms

    @property
    def is_over(self) -> bool:
        return bool(self.ending_at or self.ended_at)

    @property
    def has_been_joined(self) -> bool:
        return any(visit.joins for visit in self.visits.values())

    @property
    def is_recording(self) -> bool:
        return bool(self.marks and not self.marks[-1][1])

    @property
    def keeps_events(self) -> bool:
        """Return whether there will be an analytics callback: only then is events.xml kept."""
        return self.wishes.record or self.wishes.keep_events

    def present(self) -> Iterator[Visit]:
        return (visit for visit in self.visits.values() if visit.is_present)

    def listed(self, at: int, listed_ms: int) -> list[Visit]:
        """Return who getMeetingInfo shows: those present, and for a while those who left."""
        return [
            visit
            for visit in self.visits.values()
            if visit.is_present or (visit.leaves and visit.has_logged_out and at - visit.leaves[-1] < listed_ms)
        ]

    def open_poll(self) -> Poll | None:
        return self.polls[-1] if self.polls and self.polls[-1].is_open else None


def internal_id(meeting_id: str, create_time: int) -> str:
    """Return the internal id as BigBlueButton builds it: a digest of the external one, and the time of creation."""
    # A name that other programs know, no protection.
    return f"{hashlib.sha1(meeting_id.encode(), usedforsecurity=False).hexdigest()}-{create_time}"
