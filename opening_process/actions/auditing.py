"""Rating statements, and choosing which ones are rated. Ratings are saved as one goes and leave no audit rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from opening_process import rules
from opening_process.actions import writing
from opening_process.models import AuditItem, Cycle, Level, OpeningProcess
from privacy import audit


class TooManyItems(Exception):
    """A level has as many own statements as it may."""


@transaction.atomic
def rate(
    *, item: AuditItem, version: int, maturity: int | None, evidence: str, comment: str, at: datetime
) -> AuditItem:
    """
    Say how far something has come; None takes the rating back.

    Raises ChangedMeanwhile, CycleIsClosed, IsGone.
    """
    current = _lock(item, at=at)
    writing.change(current, version=version, values={"maturity": maturity, "evidence": evidence, "comment": comment})
    return current


@transaction.atomic
def add_own(*, cycle: Cycle, level: Level, text: str, by: User, at: datetime) -> AuditItem:
    """Ask something of one's own at the end of a level. Raises TooManyItems, CycleIsClosed, IsGone."""
    current = writing.lock_open(cycle.process, at=at, cycle=cycle.pk)
    if current.items.filter(level=level, starter_key="").count() >= rules.MOST_OWN_ITEMS:
        raise TooManyItems
    last = current.items.aggregate(last=Max("position"))["last"] or 0
    item = AuditItem.objects.create(cycle=current, level=level, position=last + 1, text=text)
    _note("item_added", current.process, item, by=by, at=at)
    return item


@transaction.atomic
def reword(*, item: AuditItem, version: int, text: str, by: User, at: datetime) -> AuditItem:
    """Say an own statement better. Raises KeyError for one of ours, ChangedMeanwhile, CycleIsClosed, IsGone."""
    current = _lock(item, at=at)
    if not current.is_own:
        raise KeyError(current.starter_key)
    if writing.change(current, version=version, values={"text": text}):
        _note("item_reworded", current.cycle.process, current, by=by, at=at)
    return current


@transaction.atomic
def switch(*, item: AuditItem, is_on: bool, by: User, at: datetime) -> AuditItem:
    """Leave a statement out of the audit, or take it in again; its rating stays. Raises CycleIsClosed, IsGone."""
    current = _lock(item, at=at)
    if writing.change(current, version=current.version, values={"is_on": is_on}):
        _note("item_switched_on" if is_on else "item_switched_off", current.cycle.process, current, by=by, at=at)
    return current


def _lock(item: AuditItem, *, at: datetime) -> AuditItem:
    cycle = writing.lock_open(item.cycle.process, at=at, cycle=item.cycle_id)
    current = AuditItem.objects.get(pk=item.pk)
    current.cycle = cycle
    return current


def _note(act: str, process: OpeningProcess, item: AuditItem, *, by: User, at: datetime) -> None:
    audit.record(f"opening_process.{act}", subject=process, by=by, at=at, details={"item": item.public_id})
