"""What the back office lists: the trainings that were asked about, and how far each round is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q

from surveys.models import FreeText, Survey


@dataclass(frozen=True, slots=True)
class AskedTraining:
    """One context with its rounds in the order of their days."""

    surveys: tuple[Survey, ...]
    unread: int  # texts that nobody has read yet

    @property
    def first(self) -> Survey:
        """The round by which the context is addressed."""
        return self.surveys[0]

    @property
    def context_keys(self) -> list[UUID]:
        """The one key, for reports."""
        return [self.first.context_key]


def contexts_of(provider_keys: Collection[int]) -> Sequence[UUID]:
    """Return the contexts in which these providers have asked, the latest first."""
    rows = Survey.objects.filter(provider__in=provider_keys).values("context_key").annotate(last=Max("opens_on"))
    return [row["context_key"] for row in rows.order_by("-last", "context_key")]


def trainings(context_keys: Sequence[UUID]) -> list[AskedTraining]:
    """Return these contexts with their rounds, in the order given; one query."""
    is_unread = Q(texts__state=FreeText.State.RECEIVED, closed_on__isnull=False)
    surveys = (
        Survey.objects.filter(context_key__in=context_keys)
        .annotate(unread=Count("texts", filter=is_unread))
        .order_by("opens_on", "pk")
    )
    found: dict[UUID, list[Survey]] = {key: [] for key in context_keys}
    for survey in surveys:
        found[survey.context_key].append(survey)
    return [
        AskedTraining(tuple(rounds), sum(survey.unread for survey in rounds))  # type: ignore[attr-defined]
        for rounds in found.values()
        if rounds
    ]
