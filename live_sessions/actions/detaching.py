"""
A session goes on elsewhere while the server it ran on is silent, or is being emptied.

The old meeting stays as it is, detached: what was seen there counts, and as soon as its server answers it is ended
there (ADR 0020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Provider, User
from live_sessions import queries
from live_sessions.actions import ending, meetings, sightings, telling
from live_sessions.actions.ending import Standing
from live_sessions.bbb.client import BBBError, Slides, Value
from live_sessions.models import LIVE, Meeting, MeetingEnd, MeetingState
from privacy import audit


class RoomStillRuns(Exception):
    """The server answers, stays in service, and the meeting runs: moving it would only part people."""


def move_room(
    *,
    context_key: UUID,
    provider: Provider,
    name: str,
    parameters: Mapping[str, Value],
    metadata: Mapping[str, Value],
    by: User,
    at: datetime,
    slides: Callable[[], Sequence[Slides]] = tuple,
    moved: Callable[[Meeting, Meeting], None] | None = None,
) -> Meeting:
    """
    Return an open meeting of the context on another server; the floor above asked whether `by` may.

    A meeting is left when its server is silent, and when it runs on one that is being emptied: then it is ended there,
    but not before the new one is open. The arguments are those of `open_room`, which also serves when there is no
    meeting to move. `moved` is told of the meeting that was left and the one that is open now, in a transaction, and of
    two who move a room at once only by the first. No transaction may be open: servers are asked. Raises RoomStillRuns,
    and as `open_room`: NoServerAvailable (then nothing has changed and people stay, or wait for the old server),
    RoomUnreachable, BBBError.
    """
    old = Meeting.objects.live().select_related("server").filter(context_key=context_key).first()
    found = Standing.GONE if old is None else ending.standing(old)
    avoid: frozenset[int] = frozenset()
    has_left = False
    if old is not None:
        if found == Standing.RUNS and not old.server.is_draining:
            raise RoomStillRuns
        if found != Standing.GONE:
            if all(one.pk == old.server_id for one in queries.servers_for(provider)):
                raise meetings.NoServerAvailable
            avoid = frozenset({old.server_id})
        has_left = _leave(old, found, by, at)
    try:
        room = meetings.open_room(
            context_key=context_key,
            provider=provider,
            name=name,
            parameters=parameters,
            metadata=metadata,
            at=at,
            avoid=avoid,
            slides=slides,
        )
    except (meetings.NoServerAvailable, BBBError):
        if old is not None:
            _come_back(old, at)
        raise
    if old is not None:
        with transaction.atomic():
            if found == Standing.RUNS:
                sightings.send_out(old, at=at)
            if has_left and moved is not None:
                moved(old, room)
    return room


@transaction.atomic
def _leave(old: Meeting, found: Standing, by: User, at: datetime) -> bool:
    """Close or detach the meeting; return whether this did it."""
    current = _lock(old)
    if current.state not in LIVE:
        return False  # somebody was quicker
    if found == Standing.GONE or current.create_time is None:
        sightings.end(current, ended_by=MeetingEnd.GONE, ended_at=current.seen_at or current.requested_at, at=at)
        return True
    current.state = MeetingState.DETACHED
    current.save(update_fields=["state"])
    sightings.look_again(current, at=at)
    telling.changed(context_key=current.context_key, at=at)
    audit.record("live_sessions.room_moved", subject=current, by=by, at=at, provider=current.provider)
    return True


@transaction.atomic
def _come_back(old: Meeting, at: datetime) -> None:
    """Take the old meeting for the room again: no other server took it after all, or one refused it."""
    current = _lock(old)
    if current.state == MeetingState.DETACHED:
        wanted = Meeting.objects.select_for_update().filter(context_key=old.context_key, state=MeetingState.CREATING)
        for refused in wanted:
            sightings.end(refused, ended_by=MeetingEnd.GONE, ended_at=at, at=at)
        sightings.reopen(current, at=at)


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("provider").get(pk=meeting.pk)
