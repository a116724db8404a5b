"""The one way to write into a process: one person after the other, only into the open cycle, nobody over another."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from opening_process.models import Cycle, OpeningProcess

Row = TypeVar("Row", bound=Model)


class TooLate(Exception):
    """What was to be written to is no longer there to write to."""


class CycleIsClosed(TooLate):
    """A cycle that is over is only read."""


class IsGone(TooLate):
    """Somebody removed it meanwhile."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the row since this person opened it; `current` is what stands there now."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__(f"{current._meta.label} is at version {current.version}")


def lock(process: OpeningProcess, *, at: datetime) -> OpeningProcess:
    """Lock the process for this transaction and note the day. Raises IsGone."""
    today = timezone.localdate(at)
    locked = OpeningProcess.objects.select_for_update(of=("self",)).filter(pk=process.pk).first()
    if locked is None:
        raise IsGone
    if locked.touched_on != today:
        locked.touched_on, locked.warned_for = today, None
        locked.save(update_fields=["touched_on", "warned_for"])
    return locked


def lock_open(process: OpeningProcess, *, at: datetime, cycle: int | None = None) -> Cycle:
    """
    Lock the process and return its open cycle; `cycle` says which one the caller means by its key.

    Raises IsGone, and CycleIsClosed when that one is over.
    """
    locked = lock(process, at=at)
    current = Cycle.objects.get(process=locked, closed_on__isnull=True)
    current.process = locked
    if cycle not in (None, current.pk):
        raise CycleIsClosed
    return current


def change(row: Row, *, version: int, values: dict[str, Any]) -> bool:
    """
    Write values into a row that the caller locked; return whether anything changed.

    Raises ChangedMeanwhile if the row is not at `version` any more, unless it already says the same.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return False
    stored: Any = row
    if stored.version != version:
        raise ChangedMeanwhile(stored)
    for name in changed:
        setattr(stored, name, values[name])
    stored.version += 1
    stored.save(update_fields=[*changed, "version"])
    return True
