"""
The body of the analytics callback: who was there from when to when, and how much they took part.

Its shape varies between versions (BigBlueButton documents it since 3.0 only): ids are numbers or texts, times have two
shapes, `sessions` is missing, an object or a list. Names, files, questions and votes are read over and never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from live_sessions.callbacks.reading import (
    BodyRefused,
    Stay,
    count,
    identifier,
    instant,
    is_true,
    items,
    mapping,
    paired,
    parsed,
)

MOST_PEOPLE = 2_000
MOST_STEPS = 1_000  # comings and goings of one person


@dataclass(frozen=True, slots=True)
class Person:
    """One person by the id the server has for them, whatever number of connections they had."""

    external_id: str
    stays: tuple[Stay, ...]
    talk_seconds: int = 0
    talk_count: int = 0
    message_count: int = 0
    hand_count: int = 0
    emoji_count: int = 0
    vote_count: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; instants are by the server's clock."""

    meeting_id: str
    internal_id: str
    is_breakout: bool | None  # None: it does not say
    ended_at: datetime | None
    people: tuple[Person, ...]


def read(body: bytes) -> Report:
    """Return what a body tells; raise BodyRefused. Whatever is not understood in it is left out."""
    whole = parsed(body)
    if not isinstance(whole, dict) or not isinstance(whole.get("data"), dict):
        raise BodyRefused("wrongShape")
    data = whole["data"]
    attendees = items(data.get("attendees"))
    if len(attendees) > MOST_PEOPLE:
        raise BodyRefused("tooMany")
    metadata = mapping(data.get("metadata"))
    people: dict[str, Person] = {}
    for one in attendees:
        person = _person(mapping(one))
        if person is not None:
            known = people.get(person.external_id)
            people[person.external_id] = person if known is None else _united(known, person)
    return Report(
        meeting_id=identifier(whole.get("meeting_id")),
        internal_id=identifier(whole.get("internal_meeting_id")),
        is_breakout=is_true(metadata["is_breakout"]) if "is_breakout" in metadata else None,
        ended_at=_end(data),
        people=tuple(people.values()),
    )


def _end(data: Mapping[str, Any]) -> datetime | None:
    finish, start, duration = instant(data.get("finish")), instant(data.get("start")), count(data.get("duration"))
    if finish is None and start is not None and duration:
        return start + timedelta(seconds=duration)
    return finish


def _person(told: Mapping[str, Any]) -> Person | None:
    stays, first_connection = _stays_of_connections(told.get("sessions"))
    if not stays:
        joins, leaves = _moments(told.get("joins")), _moments(told.get("leaves", told.get("lefts")))
        stays = paired(joins, leaves)
    # Somebody without any id of ours was never let in by us; staff sees them under what the server made up.
    external_id = identifier(told.get("ext_user_id")) or first_connection
    if not external_id:
        return None
    engagement = mapping(told.get("engagement"))
    return Person(
        external_id=external_id,
        stays=tuple(stays),
        talk_seconds=count(engagement.get("talk_time")),
        talk_count=count(engagement.get("talks")),
        message_count=count(engagement.get("chats")),
        hand_count=count(engagement.get("raisehand")),
        emoji_count=count(engagement.get("emojis")),
        vote_count=count(engagement.get("poll_votes")),
    )


def _stays_of_connections(told: Any) -> tuple[list[Stay], str]:
    """Return the stays of each connection, paired for itself, and the id of the first."""
    if isinstance(told, dict):
        connections: list[tuple[str, Any]] = list(told.items())
    else:
        connections = [(identifier(mapping(one).get("id")), one) for one in items(told)]
    stays: list[Stay] = []
    for _, one in connections[:MOST_STEPS]:
        steps = mapping(one)
        leaves = _moments(steps.get("lefts", steps.get("leaves")))
        stays += paired(_moments(steps.get("joins")), leaves, at_once=1)
    return stays, identifier(connections[0][0]) if connections else ""


def _moments(told: Any) -> Iterable[datetime]:
    steps = items(told)
    if len(steps) > MOST_STEPS:
        raise BodyRefused("tooMany")
    found = (instant(one.get("timestamp") if isinstance(one, dict) else one) for one in steps)
    return [moment for moment in found if moment is not None]


def _united(one: Person, other: Person) -> Person:
    """Return one person from two entries of the same id: their stays together, and the sums of what they did."""
    return replace(
        one,
        stays=(*one.stays, *other.stays),
        talk_seconds=one.talk_seconds + other.talk_seconds,
        talk_count=one.talk_count + other.talk_count,
        message_count=one.message_count + other.message_count,
        hand_count=one.hand_count + other.hand_count,
        emoji_count=one.emoji_count + other.emoji_count,
        vote_count=one.vote_count + other.vote_count,
    )
