"""How much people took part in the room: for the eyes of who teaches, and without any say about attendance or hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from live_sessions.models import Engagement

NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TookPart:
    """What somebody did over all meetings and breakout rooms of a context, as the servers count it."""

    talk_seconds: int = 0
    talk_count: int = 0
    message_count: int = 0
    hand_count: int = 0
    emoji_count: int = 0
    vote_count: int = 0


FIELDS = ("talk_seconds", "talk_count", "message_count", "hand_count", "emoji_count", "vote_count")


def engagement(*, context_key: UUID, known_as: Mapping[str, int] = NOBODY) -> dict[int, TookPart]:
    """
    Return what people did, by the key of the user; empty where no server sent its analytics. One query.

    `known_as` says whose key of a user belongs to a name the server invented. Guests and unknown people are left out.
    """
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for row in Engagement.objects.filter(meeting__context_key=context_key).select_related("participant"):
        user = row.participant.user_id if row.participant is not None else known_as.get(row.external_id)
        if user is not None:
            sums[user].update({name: getattr(row, name) for name in FIELDS})
    return {user: TookPart(**{name: found[name] for name in FIELDS}) for user, found in sums.items()}
