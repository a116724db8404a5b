"""Reads about places."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Count, F

from admissions.models import Place
from courses.models import Run
from courses.rules import BERLIN

# Asked for each page of the catalogue: to compose it each time costs more than the database needs for the answer. What
# counts is what `occupied` says.
COUNTED = f"""
SELECT run.id, run.capacity, count(place.id)
FROM {Run._meta.db_table} run
LEFT JOIN {Place._meta.db_table} place ON place.run_id = run.id
    AND (place.state = 'taken' OR (place.state IN ('held', 'offered') AND place.held_until > %s))
WHERE run.id IN ({{keys}})
GROUP BY run.id, run.capacity
"""  # noqa: S608  names of our own tables, no value from outside


def occupied_places(run: Run, at: datetime) -> int:
    """Return how many places of the run somebody holds or has taken at this moment."""
    return Place.objects.filter(run=run).occupied(at).count()


def free_places(run: Run, at: datetime) -> int:
    """Return how many places of the run nobody holds or has taken at this moment; never negative."""
    return max(run.capacity - occupied_places(run, at), 0)


def free_places_by_run(runs: Iterable[Run], at: datetime) -> dict[int, int]:
    """Return the free places of each run by its primary key, with one query for all."""
    runs = list(runs)
    counted = Place.objects.filter(run__in=runs).occupied(at).order_by().values("run_id").annotate(occupied=Count("pk"))
    occupied = {row["run_id"]: row["occupied"] for row in counted}
    return {run.pk: max(run.capacity - occupied.get(run.pk, 0), 0) for run in runs}


def free_places_by_key(run_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Return the free places of the runs with these primary keys, as far as they exist, with at most one query."""
    if not run_ids:
        return {}
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(COUNTED.format(keys=",".join(["%s"] * len(run_ids))), [moment, *run_ids])
        return {run_id: max(capacity - occupied, 0) for run_id, capacity, occupied in cursor.fetchall()}


def full_runs(at: datetime) -> frozenset[int]:
    """Return the keys of the announced runs whose window is open and that have no free place, with one query."""
    today = at.astimezone(BERLIN).date()
    open_runs = Run.objects.filter(
        announced_at__isnull=False,
        cancelled_at__isnull=True,
        archived_at__isnull=True,
        enrol_from__lte=today,
        enrol_until__gte=today,
    )
    places = Place.objects.filter(run__in=open_runs).occupied(at).order_by().values("run_id", "run__capacity")
    full = places.annotate(occupied=Count("pk")).filter(occupied__gte=F("run__capacity"))
    return frozenset(full.values_list("run_id", flat=True))


def live_place(run: Run, person_id: int) -> Place | None:
    """Return the place this person holds or has taken in the run, if any."""
    return Place.objects.filter(run=run, person_id=person_id, state__in=["held", "taken"]).first()
