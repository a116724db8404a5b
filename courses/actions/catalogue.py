"""
Keeping the catalogue's entries true: written in the transaction of whatever makes a course look different.

An entry is derived and can be made anew at any time, so it leaves no audit row of its own; what caused it does.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from courses import queries
from courses.actions.locking import lock_courses
from courses.models import CatalogueEntry, Course, Run, Unit
from courses.search import entries

BATCH = 200
COLUMNS = [field.attname for field in CatalogueEntry._meta.fields if field.name not in ("id", "course")]


@transaction.atomic
def refresh(*, course_ids: Collection[int]) -> int:
    """
    Make the entries of these courses anew, and remove those of courses that are not public; return how many there are.

    A translation refreshes its source. The courses are locked before anything is read: whoever changed the same course
    meanwhile is waited for, so that neither overwrites what the other wrote, nor misses a course that is new.
    """
    sources = Course.objects.filter(pk__in=course_ids).values_list("pk", "translation_of_id")
    wanted = {translation_of or pk for pk, translation_of in sources} if course_ids else set()
    if not wanted:
        return 0
    lock_courses(wanted)
    known = {entry.course_id: entry for entry in CatalogueEntry.objects.filter(course_id__in=wanted)}
    courses = list(
        Course.objects.filter(pk__in=wanted, live=True, translation_of__isnull=True).select_related("locale")
    )
    CatalogueEntry.objects.filter(course_id__in=wanted).exclude(course__in=courses).delete()
    # What is as it was keeps its stamp: nobody has to read it again.
    written = [entry for entry in _entries(courses) if not _is_same(entry, known.get(entry.course_id))]
    CatalogueEntry.objects.bulk_create(written, update_conflicts=True, unique_fields=["course"], update_fields=COLUMNS)
    return len(courses)


def _is_same(made: CatalogueEntry, known: CatalogueEntry | None) -> bool:
    told = [name for name in COLUMNS if name != "stamp"]
    return known is not None and all(getattr(made, name) == getattr(known, name) for name in told)


def refresh_with(*, unit: Unit) -> int:
    """Make the entries of the courses anew that teach this unit, or the source it is a translation of."""
    return refresh(course_ids=[course.pk for course in queries.courses_using(queries.source_of(unit))])


def rebuild() -> int:
    """Make all entries anew, in batches that hold no lock for long; return how many there are."""
    known = Course.objects.filter(translation_of__isnull=True).order_by("pk").values_list("pk", flat=True)
    course_ids = list(known)
    batches = [course_ids[start : start + BATCH] for start in range(0, len(course_ids), BATCH)]
    return sum(refresh(course_ids=batch) for batch in batches)


def _entries(courses: list[Course]) -> list[CatalogueEntry]:
    translations: dict[int | None, list[Course]] = {}
    for text in Course.objects.filter(translation_of__in=courses, live=True).select_related("locale").order_by("pk"):
        translations.setdefault(text.translation_of_id, []).append(text)
    runs: dict[int, list[Run]] = {}
    for run in Run.objects.filter(
        course__in=courses, announced_at__isnull=False, cancelled_at__isnull=True, archived_at__isnull=True
    ).order_by("starts_on", "pk"):
        runs.setdefault(run.course_id, []).append(run)
    plans = queries.curricula(courses)
    return [
        entries.build(course, translations.get(course.pk, []), plans[course.pk], runs.get(course.pk, []))
        for course in courses
    ]
