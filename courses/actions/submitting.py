"""Handing in a course or unit for review: a course goes with its units, as one thing to decide."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from courses import queries
from courses.actions import publishing
from courses.models import Course, Unit
from reviews.actions import reviewing
from reviews.models import ProviderApproval


@transaction.atomic
def submit(
    *, content: Course | Unit, changed_units: Collection[int] = (), note: str = "", by: User
) -> ProviderApproval:
    """
    Hand in the latest draft for review; with a course, its units that were never public.

    `changed_units` are keys of public units whose newer drafts should go along. Raises publishing.NotReady, and
    reviews.rules.NotInReview where the provider wants no review.
    """
    locked: Course | Unit = type(content)._default_manager.select_for_update().get(pk=content.pk)
    draft: Course | Unit = locked.get_latest_revision_as_object()
    units: list[Unit] = []
    if isinstance(draft, Course):
        if faults := queries.course_faults(draft, with_units=True):
            raise publishing.NotReady(faults)
        publishing.give_address(draft, by)
        units = [unit for unit in queries.units_of(draft) if not unit.live or unit.pk in changed_units]
    elif faults := queries.unit_faults(draft):
        raise publishing.NotReady(faults)
    parts = []
    for unit in units:
        if faults := queries.unit_faults(unit.get_latest_revision_as_object()):
            raise publishing.NotReady(faults)
        parts.append(unit.latest_revision or Unit.objects.get(pk=unit.pk).save_revision(user=by, clean=False))
    fresh = type(content)._default_manager.get(pk=content.pk)
    return reviewing.submit(content=fresh, parts=parts, note=note, by=by)
