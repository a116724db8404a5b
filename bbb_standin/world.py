"""
The meetings of one server and what may happen to them.

Pure state: the moment is handed in, nothing is sent. What others would hear of is collected as facts, which
`take_facts` hands over once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bbb_standin.meetings import ALLOW, DENY, MODERATOR, VIEWER, WAIT, Line, Meeting, Poll, Visit, Wishes, opaque
from bbb_standin.options import Options

MOST_MEETINGS = 1_000
MOST_VISITS = 5_000  # of one meeting
MOST_POLLS = 100
MOST_FAREWELLS = 5_000
SESSIONS_PER_PERSON = 3  # maxUserConcurrentAccesses: the oldest one is put out
ENTER_MS = 60_000  # a join address that nobody opened holds its place for so long


class Refusal(Exception):
    """A call that fails the way BigBlueButton lets it fail; carries its message key and a sentence."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(f"{key}: {sentence}")
        self.key = key
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened in a meeting, by the name a webhook has for it."""

    name: str
    meeting: Meeting
    at: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a `join` asked for, after validation."""

    meeting_id: str
    name: str
    role: str = ""
    password: str = ""
    user_id: str = ""
    create_time: str = ""
    is_guest: bool = False
    is_authenticated: bool = False
    locale: str = ""
    logout_url: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Farewell:
    """What a page still knows when its meeting is gone."""

    locale: str
    back_url: str
    is_lost: bool  # the server was restarted; else the meeting ended


class World:
    """All meetings that run; one lock around it is the caller's."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.meetings: dict[str, Meeting] = {}  # by internal id, oldest first
        self._visits: dict[str, Meeting] = {}  # by session token
        self._facts: list[Fact] = []
        self._farewells: dict[str, Farewell] = {}  # by session token, oldest first

    def take_facts(self) -> list[Fact]:
        facts, self._facts = self._facts, []
        return facts

    # Meetings

    def find(self, meeting_id: str) -> Meeting | None:
        """Return the newest meeting with this external id that is still in memory, even while it ends."""
        return next((found for found in reversed(self.meetings.values()) if found.meeting_id == meeting_id), None)

    def create(self, wishes: Wishes, *, at: int, skew_ms: int = 0) -> tuple[Meeting, bool]:
        """Open a meeting; return it and whether it was there before. Raises Refusal."""
        known = self.find(wishes.meeting_id)
        if known is not None and not known.is_over:
            wanted = (wishes.attendee_password, wishes.moderator_password)
            if wanted not in {("", ""), (known.wishes.attendee_password, known.wishes.moderator_password)}:
                raise Refusal("idNotUnique", "Another meeting has this ID, with other passwords.")
            return known, True
        if wishes.is_breakout:
            parent = self.find(wishes.parent_meeting_id)
            if parent is None or parent.is_over:
                raise Refusal("parentMeetingDoesNotExist", "The parent of this breakout room is not running.")
        if len(self.meetings) >= MOST_MEETINGS:
            raise Refusal("internalError", "This stand-in holds no more meetings.")
        meeting = Meeting(_with_passwords(wishes), created_at=at, skew_ms=skew_ms)
        while meeting.internal_id in self.meetings:
            meeting.created_at += 1  # two openings never share a time of creation
        self.meetings[meeting.internal_id] = meeting
        self._tell("meeting-created", meeting, at)
        return meeting, False

    def end(self, meeting: Meeting, *, at: int) -> None:
        """Ask for the end; it comes a moment later, with all breakout rooms."""
        if not meeting.is_over:
            meeting.was_ended_by_force = True
            meeting.ending_at = at + self.options.end_ms

    def forget(self, meeting: Meeting) -> None:
        """Let one meeting be gone without a word."""
        for token in meeting.visits:
            self._visits.pop(token, None)
        self.meetings.pop(meeting.internal_id, None)

    def restart(self) -> None:
        """Forget every meeting without a word, as a server does that was switched off and on."""
        for token, meeting in self._visits.items():
            self._part(meeting, meeting.visits[token], is_lost=True)
        self.meetings.clear()
        self._visits.clear()
        self._facts.clear()

    # People

    def join(self, wish: Entrance, *, at: int) -> Visit:
        """Prepare one visit; the person is there once the page has opened. Raises Refusal."""
        meeting = self.find(wish.meeting_id)
        if meeting is None:
            raise Refusal("invalidMeetingIdentifier", "No meeting has this ID.")
        if wish.create_time and wish.create_time != str(meeting.create_time):
            raise Refusal("mismatchCreateTimeParam", "The createTime belongs to another meeting with this ID.")
        if meeting.is_over:
            raise Refusal("meetingForciblyEnded", "This meeting has been ended.")
        role = self._role(meeting, wish)
        if self._is_full(meeting, wish.user_id, at=at):
            raise Refusal("maxParticipantsReached", "The meeting has as many people as it may.")
        if len(meeting.visits) >= MOST_VISITS:
            raise Refusal("internalError", "This stand-in holds no more visits of one meeting.")
        admission = _admission(meeting, wish, role)
        if admission == DENY:
            raise Refusal("guestDeniedAccess", "This meeting takes no guests.")
        visit = Visit(
            name=wish.name,
            role=role,
            external_id=wish.user_id,
            requested_at=at,
            is_guest=wish.is_guest,
            admission=admission,
            locale=wish.locale,
            logout_url=wish.logout_url,
            custom=wish.custom,
        )
        if not visit.external_id:
            visit.external_id = visit.user_id
        meeting.visits[visit.token] = visit
        self._visits[visit.token] = meeting
        return visit

    def visit(self, token: str) -> tuple[Meeting, Visit] | None:
        """Return the meeting and the visit of a session token, while the meeting runs."""
        meeting = self._visits.get(token)
        return None if meeting is None else (meeting, meeting.visits[token])

    def farewell(self, token: str) -> Farewell | None:
        """Return what is still known of a session token whose meeting is gone."""
        return self._farewells.get(token)

    def arrive(self, meeting: Meeting, visit: Visit, *, at: int) -> None:
        """Note that the page of this visit has been opened or has asked again."""
        if visit.admission != ALLOW or visit.has_logged_out or meeting.is_over:
            return
        visit.seen_at = at
        visit.closing_at = 0
        if visit.is_present:
            return
        self._put_out_oldest(meeting, visit, at=at)
        is_first = not meeting.has_been_joined
        visit.joins.append(at)
        meeting.empty_since = 0
        self._tell("user-joined", meeting, at, user=_introduced(visit))
        if not any(other.is_presenter for other in meeting.present()) and visit.is_moderator:
            visit.is_presenter = True
            self._tell("user-presenter-assigned", meeting, at, user=_named(visit))
        if is_first and meeting.wishes.record and meeting.wishes.auto_start_recording:
            self.set_recording(meeting, is_on=True, at=at)

    def close_page(self, visit: Visit, *, at: int) -> None:
        """Note that the page went away; whether the person did shows when it does not come back."""
        visit.closing_at = at

    def leave(self, meeting: Meeting, visit: Visit, *, at: int, for_good: bool = True) -> None:
        """Let somebody go; `for_good` also closes the address they came by."""
        visit.has_logged_out = visit.has_logged_out or for_good
        if not visit.is_present:
            return
        if visit.has_microphone:
            self.set_microphone(meeting, visit, is_on=False, at=at)
        visit.leaves.append(at)
        visit.has_hand_up = visit.is_presenter = visit.is_listening = False
        if not any(meeting.present()):
            meeting.empty_since = at
        self._tell("user-left", meeting, at, user={**_named(visit), "guest": visit.is_guest})

    def decide(self, visit: Visit, *, is_admitted: bool) -> None:
        """Answer a guest who waits."""
        if visit.admission == WAIT:
            visit.admission = ALLOW if is_admitted else DENY

    # What people do

    def say(self, meeting: Meeting, text: str, *, at: int, visit: Visit | None = None, name: str = "") -> None:
        meeting.line_count += 1
        meeting.chat.append(Line(meeting.line_count, visit.name if visit else name, text, at))
        if visit:
            visit.chats += 1
        moment = meeting.clock(at)
        message = {
            "id": f"{moment}-{meeting.line_count}",
            "message": text,
            "sender": {
                "internal-user-id": visit.user_id if visit else "bbb-system",
                "name": visit.name if visit else name,
                "time": moment,
            },
        }
        told = {"chat-message": message, "chat-id": "MAIN-PUBLIC-GROUP-CHAT"}
        self._tell("chat-group-message-sent", meeting, at, **told)

    def set_hand(self, meeting: Meeting, visit: Visit, *, is_up: bool, at: int) -> None:
        if visit.has_hand_up != is_up:
            visit.has_hand_up = is_up
            visit.hands += is_up
            self._tell("user-raise-hand-changed", meeting, at, user={**_named(visit), "raise-hand": is_up})

    def set_microphone(self, meeting: Meeting, visit: Visit, *, is_on: bool, at: int) -> None:
        """Switch the pretended microphone; the time it is on counts as talking."""
        if visit.has_microphone == is_on:
            return
        visit.has_microphone = is_on
        if is_on:
            visit.talks += 1
            visit.talking_since = at
        else:
            visit.talk_ms += at - visit.talking_since
        sound = {"listening-only": False, "sharing-mic": is_on, "muted": not is_on}
        name = "user-audio-voice-enabled" if is_on else "user-audio-voice-disabled"
        self._tell(name, meeting, at, user={**_named(visit), **sound})

    def ask(self, meeting: Meeting, visit: Visit, question: str, answers: tuple[str, ...], *, at: int) -> None:
        """Begin a poll; an open one ends."""
        if (running := meeting.open_poll()) is not None:
            running.is_open = False
        if len(meeting.polls) >= MOST_POLLS:
            return
        poll = Poll(len(meeting.polls) + 1, question, answers, at)
        meeting.polls.append(poll)
        keys = [{"id": number, "key": key} for number, key in enumerate(answers)]
        told = {"id": poll_id(meeting, poll), "question": question, "answers": keys}
        self._tell("poll-started", meeting, at, user=_named(visit), poll=told)

    def vote(self, meeting: Meeting, visit: Visit, answer: int, *, at: int) -> None:
        poll = meeting.open_poll()
        if poll is None or visit.user_id in poll.votes or not 0 <= answer < len(poll.answers):
            return
        poll.votes[visit.user_id] = answer
        visit.votes += 1
        told = {"id": poll_id(meeting, poll), "answerIds": [answer]}
        self._tell("poll-responded", meeting, at, user=_named(visit), poll=told)

    def set_recording(self, meeting: Meeting, *, is_on: bool, at: int) -> None:
        """Set or close a mark; only what lies between marks is played back."""
        if not meeting.wishes.record or meeting.is_recording == is_on:
            return
        if is_on:
            meeting.marks.append([at, 0])
        else:
            meeting.marks[-1][1] = at
        self._tell("meeting-recording-started" if is_on else "meeting-recording-stopped", meeting, at)

    # Time

    def tick(self, *, at: int) -> None:
        """Let happen what is due: silent people leave, empty and overdue meetings end."""
        for meeting in list(self.meetings.values()):
            for visit in list(meeting.present()):
                if visit.closing_at and at - visit.closing_at >= self.options.reload_ms:
                    self.leave(meeting, visit, at=visit.closing_at, for_good=False)
                elif not visit.is_bot and at - visit.seen_at > self.options.silence_ms:
                    self.leave(meeting, visit, at=at, for_good=False)
            if self._is_due(meeting, at=at):
                self._finish(meeting, at=at)

    def _is_due(self, meeting: Meeting, *, at: int) -> bool:
        wishes, options = meeting.wishes, self.options
        age = at - meeting.created_at
        if meeting.ending_at:
            return at >= meeting.ending_at
        if wishes.duration_min and age >= wishes.duration_min * 60_000:
            return True
        if wishes.is_breakout and self.find(wishes.parent_meeting_id) is None:
            return True
        if not meeting.has_been_joined:
            return age >= options.unjoined_end_ms
        if meeting.empty_since:
            return at - meeting.empty_since >= options.empty_end_ms
        if not wishes.end_when_no_moderator or any(visit.is_moderator for visit in meeting.present()):
            meeting.without_moderator_since = 0
            return False
        meeting.without_moderator_since = meeting.without_moderator_since or at
        return at - meeting.without_moderator_since >= wishes.end_when_no_moderator_delay_min * 60_000

    def _finish(self, meeting: Meeting, *, at: int) -> None:
        """End a meeting. As with the real server, nobody hears that those still present have left."""
        self.set_recording(meeting, is_on=False, at=at)
        for visit in meeting.present():
            if visit.has_microphone:
                visit.talk_ms += at - visit.talking_since
        meeting.ended_at = at
        del self.meetings[meeting.internal_id]
        for token, visit in meeting.visits.items():
            del self._visits[token]
            self._part(meeting, visit, is_lost=False)
        self._tell("meeting-ended", meeting, at)

    def _tell(self, name: str, meeting: Meeting, at: int, **attributes: Any) -> None:
        self._facts.append(Fact(name, meeting, at, attributes))

    def _part(self, meeting: Meeting, visit: Visit, *, is_lost: bool) -> None:
        self._farewells[visit.token] = Farewell(visit.locale, back_url(meeting, visit), is_lost)
        while len(self._farewells) > MOST_FAREWELLS:
            del self._farewells[next(iter(self._farewells))]

    def _role(self, meeting: Meeting, wish: Entrance) -> str:
        if wish.role:
            return wish.role
        if wish.password and wish.password == meeting.wishes.moderator_password:
            return MODERATOR
        if wish.password and wish.password == meeting.wishes.attendee_password:
            return VIEWER
        raise Refusal("invalidPassword", "Neither a role nor a password of this meeting was given.")

    def _is_full(self, meeting: Meeting, user_id: str, *, at: int) -> bool:
        """Return whether no further person may come; whoever has a place may come again (maxParticipants)."""
        most = meeting.wishes.max_participants
        if not most:
            return False
        inside = {
            visit.external_id
            for visit in meeting.visits.values()
            if visit.is_present or (not visit.joins and at - visit.requested_at < ENTER_MS)
        }
        known = {visit.external_id for visit in meeting.visits.values() if visit.joins}
        return user_id not in inside | known and len(inside) >= most

    def _put_out_oldest(self, meeting: Meeting, visit: Visit, *, at: int) -> None:
        same = [other for other in meeting.present() if other.external_id == visit.external_id]
        surplus = max(0, len(same) + 1 - SESSIONS_PER_PERSON)
        for other in sorted(same, key=lambda other: other.joins[-1])[:surplus]:
            self.leave(meeting, other, at=at)


def back_url(meeting: Meeting, visit: Visit) -> str:
    """Return where the person goes afterwards; "" if nobody said."""
    return visit.logout_url or meeting.wishes.logout_url


def poll_id(meeting: Meeting, poll: Poll) -> str:
    """Return the id of a poll, as webhooks and analytics have it."""
    return f"{meeting.internal_id}/{poll.number}/{meeting.clock(poll.started_at)}"


def _with_passwords(wishes: Wishes) -> Wishes:
    """Return the wishes with passwords made up where none were given, as `create` answers them."""
    return replace(
        wishes,
        attendee_password=wishes.attendee_password or opaque(8),
        moderator_password=wishes.moderator_password or opaque(8),
    )


def _admission(meeting: Meeting, wish: Entrance, role: str) -> str:
    policy = meeting.wishes.guest_policy
    if role == MODERATOR or not wish.is_guest or policy == "ALWAYS_ACCEPT":
        return ALLOW
    if policy == "ALWAYS_DENY":
        return DENY
    return ALLOW if policy == "ALWAYS_ACCEPT_AUTH" and wish.is_authenticated else WAIT


def _named(visit: Visit) -> dict[str, Any]:
    return {"internal-user-id": visit.user_id, "external-user-id": visit.external_id}


def _introduced(visit: Visit) -> dict[str, Any]:
    return {**_named(visit), "name": visit.name, "role": visit.role, "presenter": False, "guest": visit.is_guest}
