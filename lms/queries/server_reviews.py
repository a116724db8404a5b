"""What a server told twice and differently of a session, both figures side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.models import RunSession
from live_sessions import reviews
from live_sessions.attendance import Attendance
from live_sessions.models import CallbackReceipt
from live_sessions.presence import Presence
from lms.queries import measuring
from lms.queries.session_list import SessionList


@dataclass(frozen=True, slots=True)
class Difference:
    """One person for whom the two differ; whole seconds."""

    name: str
    first_seconds: int
    later_seconds: int


@dataclass(frozen=True, slots=True)
class Review:
    """Analytics that differ from the first; `key` names them in forms."""

    key: str
    received_at: datetime
    is_breakout: bool
    differences: tuple[Difference, ...]


def of_list(found: SessionList, *, at: datetime) -> list[Review]:
    """Return what waits for a decision about this session. One query where nothing does."""
    waiting = reviews.waiting(found.session.context_key)
    if not waiting:
        return []
    until = min(found.ends_at, at)
    first = measuring.measured(found.session, until=until)
    return [_review(found, receipt, first, until) for receipt in waiting]


def to_decide(session: RunSession, key: str) -> CallbackReceipt | None:
    """Return the analytics of the session with this key, if they still wait."""
    return next((one for one in reviews.waiting(session.context_key) if one.body_sha256 == key), None)


def _review(found: SessionList, receipt: CallbackReceipt, first: Attendance, until: datetime) -> Review:
    later = measuring.measured(found.session, until=until, instead=reviews.instead_of_the_first(receipt))
    people = [(line.enrolment.name_for_staff, line.enrolment.learner_id) for line in found.lines]
    rows = [(name, _seconds(first.by_user, key), _seconds(later.by_user, key)) for name, key in people]
    rows += [
        (name, _seconds(first.unknown, name), _seconds(later.unknown, name))
        for name in sorted(first.unknown.keys() | later.unknown.keys())
    ]
    return Review(
        key=receipt.body_sha256,
        received_at=receipt.received_at,
        is_breakout=bool(receipt.room_id),
        differences=tuple(Difference(*row) for row in rows if row[1] != row[2]),
    )


def _seconds(told: Mapping[Any, Presence], key: Any) -> int:
    return told[key].seconds if key in told else 0
