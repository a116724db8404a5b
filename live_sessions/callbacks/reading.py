"""Values out of what others send: numbers may be words, times come in four shapes, and anything may be missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

MOST_MILLISECONDS = 10**14  # in the year 5138
SECONDS_BELOW = 100_000_000_000  # a greater number is in milliseconds
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
ID_LENGTH = 100
MOST_COUNT = 1_000_000
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class BodyRefused(ValueError):
    """The body cannot be what it says; `reason` is for logs and tests: "notJson", "wrongShape", "tooMany"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when by the server's clock; `left_at` None: nobody told."""

    joined_at: datetime
    left_at: datetime | None


def parsed(text: str | bytes) -> Any:
    """Return the JSON value; raise BodyRefused."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BodyRefused("notJson") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def mapping(value: Any) -> dict[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def identifier(value: Any) -> str:
    """Return an id as text, also where a server made it a number; "" when it is none."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    if not isinstance(value, str):
        return ""
    text = value.strip()
    return "" if _CONTROL.search(text) or len(text) > ID_LENGTH else text


def as_uuid(text: str) -> UUID | None:
    """Return the id if it has the form of ours."""
    try:
        return UUID(text)
    except ValueError:
        return None


def count(value: Any) -> int:
    """Return how many, 0 when it does not say."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # not a number
        return 0
    return int(min(max(value, 0), MOST_COUNT))


def is_true(value: Any) -> bool:
    return value is True or str(value).strip().lower() == "true"


def instant(value: Any) -> datetime | None:
    """
    Return a moment in UTC from seconds, milliseconds, ISO 8601 or "2023-08-07 14:06:17 -0300"; else None.

    A text without a zone is taken for UTC. What lies outside of this century is no moment.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    found = _of_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else _of_text(value)
    return found if found is not None and EARLIEST <= found < LATEST else None


def _of_number(value: float) -> datetime | None:
    if not abs(value) < MOST_MILLISECONDS:
        return None
    seconds = value / 1000 if abs(value) >= SECONDS_BELOW else value
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _of_text(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", value.strip()).removesuffix(" UTC")
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def paired(joins: Iterable[datetime], leaves: Iterable[datetime], *, at_once: int | None = None) -> list[Stay]:
    """
    Return the stays between comings and goings, whatever order they were told in.

    `at_once` is how many of them can be one upon the other: 1 for one connection, where a coming told twice is the
    same; None for a person with any number of devices. A leave without a join proves nothing; a join without a leave
    gives a stay with an open end.
    """
    steps: dict[datetime, list[int]] = {}
    for moments, place in ((set(joins), 0), (set(leaves), 1)) if at_once == 1 else ((joins, 0), (leaves, 1)):
        for moment in moments:
            steps.setdefault(moment, [0, 0])[place] += 1
    stays: list[Stay] = []
    depth, since = 0, EARLIEST
    for moment in sorted(steps):
        joined, left = steps[moment]
        before, depth = depth, max(0, depth + joined - left)
        if at_once is not None:
            depth = min(depth, at_once)
        if not before and depth:
            since = moment
        elif before and not depth:
            stays.append(Stay(since, moment))
    if depth:
        stays.append(Stay(since, None))
    return stays
