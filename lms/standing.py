"""How far a learner is in a run, and where they go on. Pure: rows in, answers out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Item(Protocol):
    """One place of a run's curriculum, in order."""

    @property
    def item_id(self) -> UUID: ...
    @property
    def is_required(self) -> bool: ...


def counting(items: Sequence[Item]) -> list[Item]:
    """Return the units that stand between a learner and the completed course: the required ones, or all."""
    return [item for item in items if item.is_required] or list(items)


def next_item(items: Sequence[Item], done: Collection[UUID], current: UUID | None) -> Item | None:
    """
    Return the unit that "Weiter" opens, or None when all are done.

    Where the learner stopped, as long as it is not done; else the first open unit after it; else the first open one.
    """
    order = [item.item_id for item in items]
    start = order.index(current) if current in order else 0
    ahead = [*items[start:], *items[:start]]
    return next((item for item in ahead if item.item_id not in done), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of a learner in a run; `percent` is whole and rounded down, so that 100 means all."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_done(self) -> bool:
        return 0 < self.total <= self.done


def standing(items: Sequence[Item], done: Collection[UUID]) -> Standing:
    """Return how many of the counting units are done."""
    wanted = counting(items)
    return Standing(done=sum(item.item_id in done for item in wanted), total=len(wanted))
