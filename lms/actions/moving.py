"""A room goes on on another server, when its own is silent or is being emptied."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from courses.models import RunSession
from live_sessions.actions import detaching
from live_sessions.actions.meetings import NoServerAvailable, RoomUnreachable
from live_sessions.bbb.client import BBBError
from live_sessions.models import Meeting
from lms.actions import joining
from lms.queries import joining as doors
from lms.queries.joining import DoorState
from lms.queries.rooms import visible_rooms
from privacy import audit


class NothingToMove(Exception):
    """The session has no room now: it was called off, is over, or nobody has opened it."""


class NobodyTakesIt(Exception):
    """No other server takes the room now. It is where it was, and whoever is in there stays."""


def move(*, session: RunSession, by: User, at: datetime) -> Meeting:
    """
    Return the room of the session on another server, open for everybody who comes; presence so far is kept.

    `session` is one of those whose rooms `by` may move (`visible_rooms`). No transaction may be open: servers are
    asked. Raises NothingToMove, NobodyTakesIt, and RoomStillRuns of the engine, when its server answers after all.
    """
    old = visible_rooms(by).filter(context_key=session.context_key).first()
    if old is None or doors.window(session, is_staff=True, at=at) != DoorState.OPEN:
        raise NothingToMove

    def record(left: Meeting, opened: Meeting) -> None:
        details = {"from": left.server.public_id, "to": opened.server.public_id}
        audit.record("lms.room_moved", subject=session, by=by, at=at, provider=session.provider, details=details)

    try:
        room = detaching.move_room(**joining.opening(session), by=by, at=at, moved=record)
    except (NoServerAvailable, RoomUnreachable, BBBError):
        raise NobodyTakesIt from None
    joining.end_pause(session)
    return room
