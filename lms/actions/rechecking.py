"""
What sessions have earned while nobody did anything.

A unit taught at dates may be done because its run's last day is over, because a date was called off, moved to another
unit or planned shorter: nobody confirms a list then. So all that stand open are looked at again and again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from courses.models import RunSession, RunUnit, Unit
from courses.rules import BERLIN
from lms.actions import absences, completing
from lms.models import Enrolment, SessionAttendance, UnitResult

logger = logging.getLogger(__name__)
LOOKED_AFTER = timedelta(days=365)  # after a run's last day; later than that, only somebody's act changes anything


def recheck(*, at: datetime) -> int:
    """
    Complete the units that are done by now, with all that follows from them; return how many. Twice is once.

    Before, whoever got a place while a list was being confirmed is entered in it. Each unit of a run is a transaction
    of its own: one that fails is logged and holds up no other.
    """
    for session in _incomplete_lists(at):
        absences.add_missing(session, at=at)
    completed = 0
    for run_id, item_id in _open_units(at):
        try:
            completed += _complete(run_id, item_id, at=at)
        except Exception:
            logger.exception("a unit taught at dates could not be rechecked", extra={"run": run_id, "item": item_id})
    return completed


def _confirmed(at: datetime) -> QuerySet[RunSession]:
    since = at.astimezone(BERLIN).date() - LOOKED_AFTER
    planned = RunSession.objects.filter(state=RunSession.State.PLANNED, run__ends_on__gte=since)
    return planned.filter(confirmed_at__isnull=False)


def _incomplete_lists(at: datetime) -> QuerySet[RunSession]:
    listed = SessionAttendance.objects.filter(enrolment=OuterRef("pk"), session=OuterRef(OuterRef("pk")))
    learning = Enrolment.objects.filter(~Exists(listed), run=OuterRef("run"), state=Enrolment.State.ACTIVE)
    missing = learning.filter(learner__erased_at=None)
    return _confirmed(at).filter(Exists(missing)).select_related("run__course__provider").order_by("pk")


def _open_units(at: datetime) -> list[tuple[int, UUID]]:
    """Return (run, item) of the units all of whose dates are confirmed, and which somebody has not done yet."""
    done = UnitResult.objects.filter(
        enrolment=OuterRef("pk"), item_id=OuterRef(OuterRef("item_id")), state=UnitResult.State.COMPLETED
    )
    learning = Enrolment.objects.filter(~Exists(done), run=OuterRef("run"), state=Enrolment.State.ACTIVE)
    same = RunSession.objects.filter(run=OuterRef("run"), item_id=OuterRef("item_id"))
    to_come = same.filter(state=RunSession.State.PLANNED, confirmed_at=None)
    taught = RunUnit.objects.filter(run=OuterRef("run"), item_id=OuterRef("item_id"), kind=Unit.Kind.LIVE_SESSION)
    found = _confirmed(at).filter(Exists(taught), Exists(learning), ~Exists(to_come))
    pairs = found.order_by("run", "item_id").values_list("run", "item_id").distinct()
    return [(run_id, item_id) for run_id, item_id in pairs if item_id is not None]


@transaction.atomic
def _complete(run_id: int, item_id: UUID, *, at: datetime) -> int:
    """Complete one unit for all who may; its sessions stay locked, as when one of their lists is confirmed."""
    planned = RunSession.objects.filter(run=run_id, item_id=item_id, state=RunSession.State.PLANNED)
    locked = list(
        planned.select_for_update(of=("self",), no_key=True).select_related("run__course__provider").order_by("pk")
    )
    people = Enrolment.objects.filter(run=run_id, state=Enrolment.State.ACTIVE).select_related("learner")
    return completing.complete_units(locked[0], {one.pk: one for one in people}, by=None, at=at) if locked else 0
