"""Who was present at what is known by a context key: read from the intervals, counted by `presence`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from live_sessions.models import AttendanceInterval
from live_sessions.presence import Interval, Presence, Source, Span, presence

Stay: TypeAlias = tuple[datetime, datetime | None]
NOBODY: Mapping[Any, Any] = MappingProxyType({})
BESIDE = "beside"  # the room of stone, as if it were one more meeting


@dataclass(frozen=True, slots=True)
class Attendance:
    """Presence by the key of the user, of guests apart; of those we do not know by the name the server gives them."""

    by_user: Mapping[int, Presence]
    unknown: Mapping[str, Presence]
    by_guest: Mapping[int, Presence]  # by the key of the invitation


@dataclass(frozen=True, slots=True)
class Instead:
    """What other analytics say of one room of one meeting: rows that are not written."""

    meeting_id: int
    room_id: str
    rows: Sequence[AttendanceInterval]

    def applied_to(self, rows: Iterable[AttendanceInterval]) -> list[AttendanceInterval]:
        """Return these rows, those of the analytics of the room replaced."""
        replaced = (self.meeting_id, self.room_id, Source.ANALYTICS)
        return [row for row in rows if (row.meeting_id, row.breakout_id, row.source) != replaced] + list(self.rows)


def attendance(
    *,
    context_key: UUID,
    starts_at: datetime,
    ends_at: datetime,
    known_as: Mapping[str, int] = NOBODY,
    beside: Mapping[int, Iterable[Stay]] = NOBODY,
    instead: Instead | None = None,
) -> Attendance:
    """
    Return everybody's presence between the planned start and the confirmed end, over all meetings of the context.

    `known_as` says whose key of a user belongs to a name that the server gave to somebody unknown; `beside` adds the
    stays of users in a room of stone, which count together with those in meetings (two at once count once). A stay
    there without an end lasts until the end of the session. `instead` asks what it would be if other analytics of a
    room counted.

    Costs one query. A pure reading: asked again after something arrived late, it gives the new figures.
    """
    rows = (
        AttendanceInterval.objects.filter(meeting__context_key=context_key)
        .select_related("meeting", "participant")
        .order_by("joined_at", "pk")
    )
    of_users: dict[int, list[Interval]] = defaultdict(list)
    of_unknown: dict[str, list[Interval]] = defaultdict(list)
    of_guests: dict[int, list[Interval]] = defaultdict(list)
    ends: dict[Hashable, datetime] = {}
    polled: dict[Hashable, list[Span]] = defaultdict(list)
    for row in rows if instead is None else instead.applied_to(rows):
        room = (row.meeting_id, row.breakout_id)
        # Of a meeting that still runs, presence is known until it was last seen.
        until = row.meeting.ended_at or row.meeting.seen_at
        if until is not None:
            ends[room] = until
        if row.source == Source.POLL and row.left_at is not None:
            polled[room].append((row.joined_at, row.left_at))
        interval = Interval(room, Source(row.source), row.joined_at, row.left_at)
        if row.participant is not None and row.participant.guest_id is not None:
            of_guests[row.participant.guest_id].append(interval)
            continue
        user = row.participant.user_id if row.participant is not None else known_as.get(row.external_id)
        if user is None:
            of_unknown[row.external_id].append(interval)
        else:
            of_users[user].append(interval)
    for user, stays in beside.items():
        of_users[user] += [Interval(BESIDE, Source.ROOM, came_at, left_at) for came_at, left_at in stays]
        ends[BESIDE] = ends_at

    def count(known: list[Interval]) -> Presence:
        return presence(known, starts_at=starts_at, ends_at=ends_at, meeting_ends=ends, polled=polled)

    return Attendance(
        by_user={user: count(known) for user, known in of_users.items()},
        by_guest={guest: count(known) for guest, known in of_guests.items()},
        unknown={name: count(known) for name, known in of_unknown.items()},
    )
