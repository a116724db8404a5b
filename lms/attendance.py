"""What follows from presence and a rule. Pure: no database, no clock (ADR 0007)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from live_sessions.presence import AttendanceRule, Span, has_attended
from lms.models import SessionAttendance

Status = SessionAttendance.Status


def status_of(*, present: int, scheduled: int, rule: AttendanceRule, is_excused: bool) -> Status:
    """Return what a session was for somebody, in seconds; who was there enough was there, excused or not."""
    if has_attended(present_seconds=present, scheduled_seconds=scheduled, rule=rule):
        return Status.ATTENDED
    if is_excused:
        return Status.EXCUSED
    return Status.PARTIAL if present else Status.ABSENT


def caught_up_seconds(*, present: int, scheduled: int, status: str, planned: int) -> int:
    """
    Return what a unit of this planned length makes up for a session that somebody missed.

    Never more than the session lacks, so that both together are no longer than it was.
    """
    return 0 if status == Status.ATTENDED else max(0, min(planned, scheduled - present))


@dataclass(frozen=True, slots=True)
class Held:
    """One session of a unit taught at dates, as far as one learner is concerned."""

    scheduled_seconds: int
    is_fulfilled: bool  # attended by its rule, or made up for


def is_unit_attended(sessions: Iterable[Held], *, min_percent: int) -> bool:
    """
    Return whether the sessions attended or made up for are enough for their unit (ADR 0021).

    Compared in integers over their scheduled seconds: 79.9 % is not 80 %.
    """
    held = list(sessions)
    scheduled = sum(one.scheduled_seconds for one in held)
    fulfilled = sum(one.scheduled_seconds for one in held if one.is_fulfilled)
    return fulfilled > 0 and fulfilled * 100 >= min_percent * scheduled


def spans_to_json(spans: Sequence[Span]) -> list[list[str]]:
    """Return spans as they are kept in a row."""
    return [[begin.isoformat(), end.isoformat()] for begin, end in spans]


def spans_from_json(rows: Iterable[Sequence[str]]) -> tuple[Span, ...]:
    """Return what `spans_to_json` was given."""
    return tuple((datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in rows)


def rule_to_json(rule: AttendanceRule) -> dict[str, Any]:
    """Return a rule as it is kept beside what it decided."""
    return {"min_percent": rule.min_percent, "min_minutes": rule.min_minutes}


def rule_from_json(row: Mapping[str, Any]) -> AttendanceRule:
    """Return what `rule_to_json` was given."""
    return AttendanceRule(min_percent=row["min_percent"], min_minutes=row["min_minutes"])


def seconds_between(begin: datetime, end: datetime) -> int:
    """Return the whole seconds between two instants, none if they are in the wrong order."""
    return max(0, (end - begin) // timedelta(seconds=1))
