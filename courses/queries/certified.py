"""What the certificates of a run may say about the law."""

from __future__ import annotations

from courses.models import Run, RunUnit, Unit
from courses.queries.curriculum import curriculum


def agg_contents_of(run: Run) -> tuple[str, ...]:
    """
    Return the contents by which certificates of this run may speak of § 12 AGG, in the active language; or none.

    A run from which something was left out or swapped no longer teaches what the course was checked for (course
    loaded). A survey teaches nothing: without it the run teaches the same.
    """
    contents = run.course.certified_agg_contents
    if not contents:
        return ()
    taught = dict(RunUnit.objects.filter(run=run).values_list("item_id", "replaces_item_id"))
    places = curriculum(run.course).items
    planned = {place.item_id for place in places if place.unit is None or place.unit.kind != Unit.Kind.SURVEY}
    return contents if planned <= taught.keys() and not any(taught.values()) else ()
