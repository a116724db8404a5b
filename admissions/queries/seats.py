"""Reads about the seats of employers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q

from admissions.models import Place, SeatBlock


@dataclass(frozen=True, slots=True)
class SeatCounts:
    """How the seats of a block stand at a moment; each seat counts exactly once, so all five add up to the block."""

    free: int = 0
    offered: int = 0
    used: int = 0
    returned: int = 0
    left: int = 0  # by whoever had it, since the run has begun

    @property
    def total(self) -> int:
        """Every seat that the block ever had."""
        return self.free + self.offered + self.used + self.returned + self.left

    @property
    def as_employers_read(self) -> SeatCounts:
        """The same for an employer, who does not learn that somebody comes no longer: such a seat was used."""
        return replace(self, used=self.used + self.left, left=0)


def counts(blocks: Iterable[SeatBlock], at: datetime) -> dict[int, SeatCounts]:
    """
    Return by the block's primary key how its seats stand, with one query for all.

    A seat whose time is over counts as returned from that moment on, whether or not the nightly return has run.
    """
    live = Q(held_until__gt=at)
    was_used = Q(taken_at__isnull=False)
    keys = [block.pk for block in blocks]
    rows = (
        Place.objects.filter(block__in=keys)
        .order_by()
        .values("block_id")
        .annotate(
            free=Count("pk", filter=Q(state=Place.State.HELD) & live),
            offered=Count("pk", filter=Q(state=Place.State.OFFERED) & live),
            used=Count("pk", filter=Q(state=Place.State.TAKEN)),
            returned=Count("pk", filter=(Q(state=Place.State.RELEASED) & ~was_used) | Q(held_until__lte=at)),
            left=Count("pk", filter=Q(state=Place.State.RELEASED) & was_used),
        )
    )
    found = {
        row["block_id"]: SeatCounts(row["free"], row["offered"], row["used"], row["returned"], row["left"])
        for row in rows
    }
    return {key: found.get(key, SeatCounts()) for key in keys}


def counts_of(block: SeatBlock, at: datetime) -> SeatCounts:
    """Return how the seats of one block stand."""
    return counts([block], at)[block.pk]
