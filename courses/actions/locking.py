"""
The order in which publications lock: units by key, then courses by key. Who keeps to it never waits in a circle.

The editor publishes a unit by writing its row and then renews the catalogue's entries of its courses; a course goes
out with its units. Both ways meet in the same rows, and more so where courses share units.
"""

from __future__ import annotations

from collections.abc import Collection

from courses import queries
from courses.models import Course, Unit


def lock(*, units: Collection[int], courses: Collection[int] = ()) -> None:
    """Lock these units, then these courses with all that name one of the units, within the caller's transaction."""
    if units:
        locked = list(Unit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk"))
        courses = {*courses, *(course.pk for unit in locked for course in queries.courses_using(unit))}
    lock_courses(courses)


def lock_courses(courses: Collection[int]) -> None:
    """Lock these courses. A run that is planned meanwhile waits for none of them (`no_key`)."""
    if not courses:
        return
    rows = Course.objects.select_for_update(no_key=True).filter(pk__in=courses).order_by("pk")
    list(rows.values_list("pk", flat=True))
