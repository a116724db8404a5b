"""Who lets themselves be recorded in a room: the newest decision of each person counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from live_sessions.models import ConsentText, Decision, Pseudonym, RecordingConsent
from live_sessions.models.consent import SOURCE


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody decided for one room. `is_current`: about the text that counts now."""

    decision: Decision | None
    is_current: bool
    number: int | None  # of their pseudonym, once they have one

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


def standing_of(*, context_key: UUID, user: User) -> Standing:
    """Return what the person decided for the room. Three queries."""
    newest = (
        RecordingConsent.objects.filter(context_key=context_key, user=user)
        .select_related("text")
        .order_by("-decided_at", "-pk")
        .first()
    )
    number = Pseudonym.objects.filter(context_key=context_key, user=user).values_list("number", flat=True).first()
    if newest is None:
        return Standing(None, False, number)
    return Standing(Decision(newest.decision), newest.text.version == standing_version(), number)


def refusals(context_keys: Collection[UUID]) -> Mapping[UUID, int]:
    """Return how many people said no for each room; numbers only, names are nobody's business."""
    newest: dict[tuple[UUID, int], str] = {}
    rows = RecordingConsent.objects.filter(context_key__in=context_keys).order_by("decided_at", "pk")
    for context_key, user_id, decision in rows.values_list("context_key", "user", "decision"):
        newest[context_key, user_id] = decision
    counts: dict[UUID, int] = {}
    for (context_key, _user), decision in newest.items():
        counts[context_key] = counts.get(context_key, 0) + (decision != Decision.GIVEN)
    return counts
