"""
Who lets themselves be recorded in a room: of each person's decisions about it and about its series the newest counts.

A series is known by a key of its own, as a room is; which rooms belong to it is the business of whoever made the keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from live_sessions.models import ConsentText, Decision, Pseudonym, RecordingConsent, Scope
from live_sessions.models.consent import SOURCE


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody decided for one room, or for a series. `is_current`: about the text that counts now."""

    decision: Decision | None
    is_current: bool
    number: int | None  # of their pseudonym in the room, once they have one
    scope: Scope | None = None  # what they decided about

    @property
    def lets_record(self) -> bool:
        """Whether the person may be seen and heard; whoever has not answered may not."""
        return self.decision == Decision.GIVEN and self.is_current

    @property
    def must_be_asked(self) -> bool:
        return self.decision is None or not self.is_current


def standing_version() -> int | None:
    """Return the version that counts, None before the first."""
    released = ConsentText.objects.filter(language=SOURCE, released_at__isnull=False)
    return released.order_by("-version").values_list("version", flat=True).first()


def standing_text(language: str) -> ConsentText | None:
    """Return the text that counts, in this language when its translation is released, else the German original."""
    version = standing_version()
    if version is None:
        return None
    released = ConsentText.objects.filter(version=version, released_at__isnull=False)
    found = {text.language: text for text in released.filter(language__in={language, SOURCE})}
    return found.get(language) or found.get(SOURCE)


def standing_of(*, context_key: UUID, user: User, series_key: UUID | None = None) -> Standing:
    """Return what the person decided for the room, for itself or with its series. Three queries."""
    newest = newest_of(user, _keys(context_key, series_key))
    number = Pseudonym.objects.filter(context_key=context_key, user=user).values_list("number", flat=True).first()
    return standing(newest, number=number, version=None if newest is None else standing_version())


def standing(decided: RecordingConsent | None, *, version: int | None, number: int | None = None) -> Standing:
    """Return what a decision (text loaded) comes to now that this version of the text counts."""
    if decided is None:
        return Standing(None, False, number)
    return Standing(Decision(decided.decision), decided.text.version == version, number, Scope(decided.scope))


def newest_of(user: User, keys: Collection[UUID]) -> RecordingConsent | None:
    """Return the person's newest decision about any of these keys, with text and provider."""
    mine = RecordingConsent.objects.filter(context_key__in=keys, user=user)
    return mine.select_related("text", "provider").order_by("-decided_at", "-pk").first()


def newest_by_key(user: User, keys: Collection[UUID]) -> dict[UUID, RecordingConsent]:
    """Return the person's newest decision about each of these rooms and series, with its text. One query."""
    mine = RecordingConsent.objects.filter(context_key__in=keys, user=user).select_related("text")
    return {row.context_key: row for row in mine.order_by("decided_at", "pk")}


def counting(newest: Mapping[UUID, RecordingConsent], *, room: UUID, series_key: UUID) -> RecordingConsent | None:
    """Return which of somebody's decisions by key counts for a room of the series."""
    return max((newest[key] for key in (room, series_key) if key in newest), key=_order, default=None)


def refusals(rooms: Mapping[UUID, UUID | None]) -> Mapping[UUID, int]:
    """
    Return how many people said no for each room; numbers only, names are nobody's business.

    `rooms` names the series of each, None where it is of none. Who said no to both is one person.
    """
    keys = {key for room, series_key in rooms.items() for key in _keys(room, series_key)}
    newest: dict[UUID, dict[int, RecordingConsent]] = {}
    decided = RecordingConsent.objects.filter(context_key__in=keys).order_by("decided_at", "pk")
    for row in decided.only("context_key", "user_id", "decision", "decided_at"):
        newest.setdefault(row.context_key, {})[row.user_id] = row
    return {
        room: count
        for room, series_key in rooms.items()
        if (count := _count_refusals(newest.get(key, {}) for key in _keys(room, series_key))) is not None
    }


def _count_refusals(sources: Iterable[Mapping[int, RecordingConsent]]) -> int | None:
    by_person: dict[int, RecordingConsent] = {}
    for source in sources:
        for person, row in source.items():
            known = by_person.get(person)
            by_person[person] = row if known is None else max(known, row, key=_order)
    return sum(row.decision != Decision.GIVEN for row in by_person.values()) if by_person else None


def _keys(room: UUID, series_key: UUID | None) -> list[UUID]:
    return [room] if series_key is None else [room, series_key]


def _order(row: RecordingConsent) -> tuple[datetime, int]:
    return row.decided_at, row.pk
