"""Weekly patterns and wall time in Berlin. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice

from dateutil import rrule

from courses.rules import BERLIN

_DAYS = {"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every week on these days, at the same wall time, until a day or a number of times; some days left out."""

    weekdays: Sequence[str]  # "MO", "TU", …
    begins: time
    ends: time
    from_on: date
    until_on: date | None = None
    count: int | None = None
    exceptions: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time, as instants in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        """The day in Berlin on which it begins."""
        return self.starts_at.astimezone(BERLIN).date()

    def overlaps(self, other: Slot) -> bool:
        """Return whether both share at least a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slot(day: date, begins: time, ends: time) -> Slot:
    """Return these wall times of a day in Berlin as instants: 19:00 is 18:00 UTC in winter and 17:00 in summer."""
    return Slot(_instant(day, begins), _instant(day, ends))


def _instant(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=BERLIN).astimezone(UTC)


def days(pattern: Pattern, *, most: int) -> list[date]:
    """
    Return the days of the pattern in order, at most `most`; ask for one more to know whether there are too many.

    Exceptions are left out, and a pattern with a count goes on until it has that many days.
    """
    rule = rrule.rrule(
        rrule.WEEKLY,
        dtstart=datetime.combine(pattern.from_on, time()),
        until=None if pattern.until_on is None else datetime.combine(pattern.until_on, time()),
        byweekday=[_DAYS[day] for day in pattern.weekdays],
    )
    left_out = set(pattern.exceptions)
    kept = (moment.date() for moment in rule if moment.date() not in left_out)
    return list(islice(kept, most if pattern.count is None else min(most, pattern.count)))


def slots(pattern: Pattern, *, most: int) -> list[Slot]:
    """Return the times of the pattern in order; as `days`."""
    return [slot(day, pattern.begins, pattern.ends) for day in days(pattern, most=most)]


def shifted(one: Slot, old: Slot, new: Slot) -> Slot:
    """Return `one` moved as `old` moves to `new`: by as many days, at the wall times of `new`, also past midnight."""
    if old == new:
        return one
    begins, ends = (moment.astimezone(BERLIN) for moment in (new.starts_at, new.ends_at))
    first = one.day + (new.day - old.day)
    last = first + (ends.date() - begins.date())
    return Slot(*(_instant(day, wall.time()) for day, wall in ((first, begins), (last, ends))))
