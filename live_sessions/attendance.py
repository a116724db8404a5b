"""Who was present at what is known by a context key: read from the intervals, counted by `presence`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from live_sessions.models import AttendanceInterval
from live_sessions.presence import Interval, Presence, Source, presence


@dataclass(frozen=True, slots=True)
class Attendance:
    """Presence by the key of the user, and of those whom the server names and we do not know by its name for them."""

    by_user: Mapping[int, Presence]
    unknown: Mapping[str, Presence]


def attendance(*, context_key: UUID, starts_at: datetime, ends_at: datetime) -> Attendance:
    """
    Return everybody's presence between the planned start and the confirmed end, over all meetings of the context.

    Costs one query. A pure reading: asked again after something arrived late, it gives the new figures.
    """
    rows = (
        AttendanceInterval.objects.filter(meeting__context_key=context_key)
        .select_related("meeting", "participant")
        .order_by("joined_at", "pk")
    )
    of_users: dict[int, list[Interval]] = defaultdict(list)
    of_unknown: dict[str, list[Interval]] = defaultdict(list)
    ends: dict[Hashable, datetime] = {}
    for row in rows:
        room = (row.meeting_id, row.breakout_id)
        # Of a meeting that still runs, presence is known until it was last seen.
        until = row.meeting.ended_at or row.meeting.seen_at
        if until is not None:
            ends[room] = until
        interval = Interval(room, Source(row.source), row.joined_at, row.left_at)
        if row.participant is None:
            of_unknown[row.external_id].append(interval)
        else:
            of_users[row.participant.user_id].append(interval)
    window = {"starts_at": starts_at, "ends_at": ends_at}
    return Attendance(
        by_user={user: presence(known, **window, meeting_ends=ends) for user, known in of_users.items()},
        unknown={name: presence(known, **window, meeting_ends=ends) for name, known in of_unknown.items()},
    )
