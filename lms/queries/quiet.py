"""Learners of running runs who have not begun, or have not been there for a while: whom to write or to call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from courses.models import Run
from courses.rules import BERLIN
from lms.models import Enrolment


@dataclass(frozen=True, slots=True)
class Quiet:
    """How many people of a run need a sign; numbers only, names stand in the roster, whose reading is recorded."""

    run: Run
    not_begun_count: int
    away_count: int


def quiet_runs(provider_ids: Collection[int], *, at: datetime) -> list[Quiet]:
    """Return the running runs of these providers with somebody who is quiet, oldest first. Two queries."""
    today = at.astimezone(BERLIN).date()
    learning = Enrolment.objects.filter(
        run__course__provider__in=provider_ids,
        run__starts_on__lte=today,
        run__ends_on__gte=today,
        run__cancelled_at=None,
        run__archived_at=None,
        state=Enrolment.State.ACTIVE,
    )
    long_ago = at - timedelta(days=settings.LEARNER_QUIET_DAYS)
    not_begun: dict[int, int] = {}
    away: dict[int, int] = {}
    seen_in_units = Max("unit_results__last_seen_at")
    for run_id, in_desk, in_units in learning.order_by().values_list("run_id", "last_seen_at", seen_in_units):
        last = max((seen for seen in (in_desk, in_units) if seen), default=None)
        if last is None:
            not_begun[run_id] = not_begun.get(run_id, 0) + 1
        elif last < long_ago:
            away[run_id] = away.get(run_id, 0) + 1
    runs = Run.objects.filter(pk__in={*not_begun, *away}).select_related("course").order_by("starts_on", "pk")
    return [Quiet(run, not_begun.get(run.pk, 0), away.get(run.pk, 0)) for run in runs]
