"""When a server is asked for a recording that is not there yet."""

from __future__ import annotations

from datetime import datetime, timedelta

# A server works one recording after the other, each at least as long as it lasted: minutes, or a night.
LAST = timedelta(days=7)
STEPS: tuple[timedelta, ...] = (
    *(timedelta(minutes=minutes) for minutes in (5, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 8)),
    *(timedelta(hours=hours) for hours in range(20, 24 * LAST.days, 12)),
    LAST,
)


def due_at(ended_at: datetime, step: int) -> datetime:
    """Return when the server is asked for the (step + 1)-th time."""
    return ended_at + STEPS[step]


def next_step(step: int) -> int | None:
    """Return the step after this one, None after the last."""
    return step + 1 if step + 1 < len(STEPS) else None
