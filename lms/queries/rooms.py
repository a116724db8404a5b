"""Rooms that are open now, where they are, and which of them somebody may bring to another server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from accounts.back_office import may_anywhere, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries as courses
from courses.models import RunSession
from live_sessions.models import Health, Meeting, Server

MAY_MOVE = (Permission.PLAN_RUNS, Permission.MANAGE_SERVERS)


class Ground(StrEnum):
    """How it stands with the server under a room."""

    SILENT = "silent"  # did not answer when it was last asked
    DRAINING = "draining"  # is being emptied; answers, and takes nothing new
    FIRM = "firm"


SILENT = Q(server__health=Health.OFFLINE) | Q(server__error_count__gt=0)  # as `ground` says it, for meetings


def ground(server: Server) -> Ground:
    """Return what is known of the server; asks it nothing."""
    if server.health == Health.OFFLINE or server.error_count > 0:
        return Ground.SILENT
    return Ground.DRAINING if server.is_draining else Ground.FIRM


def visible_rooms(user: User) -> QuerySet[Meeting]:
    """Return the rooms open now: all for whoever looks after servers, else those of providers where one plans runs."""
    live = Meeting.objects.live().select_related("server", "provider")
    if may_anywhere(user, [Permission.MANAGE_SERVERS]):
        return live
    return live.filter(provider__in=provider_keys(user, [Permission.PLAN_RUNS]))


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room that is open now, for the back office."""

    session: RunSession
    when: str
    server: str
    ground: Ground
    is_mine: bool  # the person plans at its provider, and may open its page

    @property
    def may_move(self) -> bool:
        return self.ground != Ground.FIRM


def silent_rooms(user: User) -> Sequence[RoomLine]:
    """Return the rooms whose server does not answer, as they began. One query where there are none."""
    return _lines(user, SILENT)


def room_lines(user: User, *, server_id: str = "") -> Sequence[RoomLine]:
    """
    Return what is open now, on one server (by its public id) or on all; what may be moved first, then as it began.

    Rooms of other kinds than sessions have no line. Three queries, however many.
    """
    return _lines(user, Q(server__public_id=server_id) if server_id else Q())


def _lines(user: User, wanted: Q) -> Sequence[RoomLine]:
    rooms = {room.context_key: room for room in visible_rooms(user).filter(wanted)}
    if not rooms:
        return []
    mine = provider_keys(user, [Permission.PLAN_RUNS])
    sessions = courses.with_people(RunSession.objects.filter(context_key__in=rooms).order_by("starts_at", "pk"))
    lines = [
        RoomLine(
            session=one,
            when=courses.session_line(one),
            server=rooms[one.context_key].server.name,
            ground=ground(rooms[one.context_key].server),
            is_mine=one.run.course.provider_id in mine,
        )
        for one in sessions
    ]
    return sorted(lines, key=lambda line: list(Ground).index(line.ground))
