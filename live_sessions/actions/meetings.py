"""
A room is opened: whoever comes first writes the row, everybody asks the server, and all end up in one meeting.

Policy (who may, when, in which role) belongs to the floor above; it calls this only for people it lets in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction

from accounts.models import Provider, User
from live_sessions import queries
from live_sessions.actions import recordings, sightings
from live_sessions.actions.servers import client_of
from live_sessions.actions.watching import note_error
from live_sessions.bbb.client import BBBError, MeetingCreated, RequestRefused, Role, ServerUnreachable, Slides, Value
from live_sessions.bbb.transport import BUDGET_SECONDS
from live_sessions.callbacks import addresses
from live_sessions.models import (
    LIVE,
    GuestInvite,
    Meeting,
    MeetingEnd,
    MeetingState,
    Participant,
    Server,
    external_id_for,
)
from privacy import audit

NAME_LENGTH = 64  # what BigBlueButton takes
MOST_TRIES = 5  # a server may say for ever that a room has just ended
LEAST_SECONDS = 1.0  # with less left, asking another server would only make somebody wait for nothing
GONE_KEYS = frozenset({"meetingForciblyEnded", "idNotUnique"})  # this id leads to no room any more


class NoServerAvailable(Exception):
    """No server takes a new meeting of this provider now; in a minute it may be different."""


class RoomUnreachable(Exception):
    """The meeting runs on a server that does not answer; `server` is the one."""

    def __init__(self, server: Server) -> None:
        self.server = server
        super().__init__(server.public_id)


def open_room(
    *,
    context_key: UUID,
    provider: Provider,
    name: str,
    parameters: Mapping[str, Value],
    metadata: Mapping[str, Value],
    at: datetime,
    avoid: frozenset[int] = frozenset(),
    slides: Callable[[], Sequence[Slides]] = tuple,
    written: Callable[[Meeting], None] | None = None,
) -> Meeting:
    """
    Return the open meeting of the context, on whichever server took it; made now if there is none.

    Everybody may call this at once: one row wins, all ask its server to create it, which BigBlueButton answers with
    the one meeting; where it shall tell what happens there goes with it. While nobody is in, a server that does not
    answer is left for the next one, all within the time of one call; a new one begins on none of the servers to
    `avoid` (their keys). `slides` is asked only while the room is not open yet, for later no server looks at them.
    `written` is told of each row that this call writes, in the transaction that does: what it writes is there exactly
    when the row is, wherever we are cut off.
    No transaction may be open: servers are asked.

    Raises NoServerAvailable, RoomUnreachable, BBBError.
    """
    refused = set(avoid)
    end = monotonic() + BUDGET_SECONDS
    for _ in range(MOST_TRIES):
        if (left := end - monotonic()) < LEAST_SECONDS:
            break
        meeting = _row(context_key, provider, refused, at, written)
        if meeting is None:
            continue
        if parameters.get("record"):
            recordings.expect(meeting)
        try:
            created = client_of(meeting.server, seconds=left).create(
                str(meeting.meeting_id),
                name=name[:NAME_LENGTH],
                parameters=parameters,
                metadata={**metadata, **addresses.metadata_of(meeting)},
                slides=slides() if meeting.state == MeetingState.CREATING else (),
            )
        except (ServerUnreachable, InvalidToken) as error:
            note_error(meeting.server, error.message_key if isinstance(error, BBBError) else "secretUnreadable")
            refused.add(meeting.server_id)
            if not _given_up(meeting, at):
                raise RoomUnreachable(meeting.server) from None
        except RequestRefused as error:
            if error.message_key not in GONE_KEYS:
                raise
            _end(meeting, MeetingEnd.SERVER, at)
            refused.add(meeting.server_id)
        else:
            if (opened := _opened(meeting, created, at)) is not None:
                return opened
    raise NoServerAvailable


def join_url(
    *,
    meeting: Meeting,
    user: User,
    full_name: str,
    role: Role,
    parameters: Mapping[str, Value],
    at: datetime,
) -> str:
    """
    Return the personal address into the open meeting; asks no server. It goes into a redirect and nowhere else.

    The server learns an id for this context only, never one that another session would show again.
    """
    participant, _ = Participant.objects.get_or_create(
        context_key=meeting.context_key,
        user=user,
        defaults={
            "provider_id": meeting.provider_id,
            "external_id": external_id_for(meeting.context_key, user.public_id),
            "first_let_in_at": at,
        },
    )
    return _address(meeting, participant, full_name, role, parameters)


def guest_url(
    *, meeting: Meeting, guest: GuestInvite, full_name: str, parameters: Mapping[str, Value], at: datetime
) -> str:
    """Return the address for a guest, as `join_url`: never in another role, and marked, so that a lobby holds them."""
    participant, _ = Participant.objects.get_or_create(
        guest=guest,
        defaults={
            "context_key": guest.context_key,
            "provider_id": guest.provider_id,
            "first_let_in_at": at,
        },
    )
    return _address(meeting, participant, full_name, Role.VIEWER, {**parameters, "guest": True})


def _address(
    meeting: Meeting, participant: Participant, full_name: str, role: Role, parameters: Mapping[str, Value]
) -> str:
    return client_of(meeting.server).join_url(
        str(meeting.meeting_id),
        full_name=full_name,
        user_id=participant.external_id,
        role=role,
        create_time=meeting.create_time or None,
        parameters=parameters,
    )


def end_room(*, meeting: Meeting, by: User, at: datetime) -> None:
    """
    End the meeting for everybody; the floor above has asked whether `by` may.

    Raises RoomUnreachable: then it still runs, and the row says so. A meeting that is over already is ended by this.
    """
    try:
        client_of(meeting.server).end(str(meeting.meeting_id))
    except (ServerUnreachable, InvalidToken):
        raise RoomUnreachable(meeting.server) from None
    except RequestRefused as error:
        if error.message_key != "notFound":
            raise
    with transaction.atomic():
        if _lock(meeting).ended_by == MeetingEnd.PERSON:
            return  # somebody else pressed it in the same moment
        _end(meeting, MeetingEnd.PERSON, at)
        audit.record("live_sessions.room_ended", subject=meeting, by=by, at=at, provider=meeting.provider)


def _row(
    context_key: UUID,
    provider: Provider,
    refused: set[int],
    at: datetime,
    written: Callable[[Meeting], None] | None,
) -> Meeting | None:
    """
    Return the live row of the context; the unique constraint decides between those who write one at once.

    None: it was there and is over already, look again. Raises NoServerAvailable.
    """
    live = Meeting.objects.live().select_related("server").filter(context_key=context_key)
    if (known := live.first()) is not None:
        return known
    servers = [server for server in queries.servers_for(provider) if server.pk not in refused]
    if not servers:
        raise NoServerAvailable
    wanted = Meeting(provider=provider, context_key=context_key, server=servers[0], requested_at=at)
    with transaction.atomic():
        Meeting.objects.bulk_create([wanted], ignore_conflicts=True)
        found = live.first()
        if written is not None and found is not None and found.public_id == wanted.public_id:
            written(found)
    return found


@transaction.atomic
def _given_up(meeting: Meeting, at: datetime) -> bool:
    """Leave a server on which the meeting never came to be; return False where people may already be in it."""
    current = _lock(meeting)
    if current.state == MeetingState.CREATING:
        sightings.end(current, ended_by=MeetingEnd.GONE, ended_at=at, at=at)
    return current.state != MeetingState.OPEN  # ended by somebody else meanwhile: look again


@transaction.atomic
def _end(meeting: Meeting, ended_by: MeetingEnd, at: datetime) -> None:
    current = _lock(meeting)
    if current.state in LIVE:
        known = at if ended_by == MeetingEnd.PERSON else current.seen_at or at
        sightings.end(current, ended_by=ended_by, ended_at=known, at=at)


@transaction.atomic
def _opened(meeting: Meeting, created: MeetingCreated, at: datetime) -> Meeting | None:
    """
    Write down what the server made, and return the meeting; None means: look again.

    Another time of creation than the one we know is another meeting under the same id: the server began anew, and
    whoever has the old address would not get in. The row ends, and a new id leads to a room of its own.
    """
    current = _lock(meeting)
    if current.state == MeetingState.ENDED:
        return None
    told = created.create_time or 0  # 0: an odd server that does not say; then nothing is sent on joining
    if created.has_been_forcibly_ended:
        sightings.end(current, ended_by=MeetingEnd.SERVER, ended_at=current.seen_at or at, at=at)
        return None
    if current.create_time is None:
        current.create_time = told
        current.internal_id = created.internal_meeting_id[:100]
        current.clock_offset_seconds = created.clock_offset_seconds or 0
        current.state = MeetingState.OPEN
        current.save()
    elif current.create_time != told:
        sightings.end(current, ended_by=MeetingEnd.RESTART, ended_at=current.seen_at or at, at=at)
        return None
    elif not created.is_duplicate:  # a poll was quicker to see it than we to write it
        current.clock_offset_seconds = created.clock_offset_seconds or 0
        current.save(update_fields=["clock_offset_seconds"])
    return current


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("server").get(pk=meeting.pk)
