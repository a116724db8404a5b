"""Publishing courses and units. One object is one workflow in Wagtail; here a course goes out with its units."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from courses import queries
from courses.actions.locking import lock
from courses.models import Course, Unit
from courses.rules import Fault
from reviews import rules as reviews


class NotReady(reviews.NotReady):
    """Something is missing; `faults` says what, and at which field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__([fault.text for fault in self.faults])


class UnitIsInUse(Exception):
    """A published course or a run needs this unit."""

    def __init__(self, courses: Sequence[Course]) -> None:
        self.courses = list(courses)
        super().__init__(", ".join(course.public_id for course in self.courses))


@transaction.atomic
def publish_unit(*, unit: Unit, by: User | None) -> Unit:
    """
    Publish the latest draft of a unit. The editor's log writes the audit row.

    Raises NotReady, and reviews.rules.NeedsReview at a provider that wants a second person to look.
    """
    lock(units=[unit.pk])
    locked = Unit.objects.get(pk=unit.pk)
    draft: Unit = locked.get_latest_revision_as_object()
    if faults := queries.unit_faults(draft):
        raise NotReady(faults)
    _publish_latest(locked, by)
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def publish_course(*, course: Course, by: User | None, with_units: bool = True) -> Course:
    """
    Publish the latest draft of a course and, `with_units`, those of its units that were never published.

    Units that are public already stay as they are: their newer drafts may be half done. Raises NotReady, and
    reviews.rules.NeedsReview at a provider that wants a second person to look.
    """
    planned: Course = course.get_latest_revision_as_object()
    new_units = [unit.pk for unit in queries.units_of(planned) if not unit.live] if with_units else []
    lock(units=new_units, courses=[course.pk])
    locked = Course.objects.get(pk=course.pk)
    draft: Course = locked.get_latest_revision_as_object()
    if faults := queries.course_faults(draft, with_units=with_units):
        raise NotReady(faults)
    if with_units and not draft.is_translation:
        for unit in {unit.pk: unit for unit in queries.curriculum(draft).units if not unit.live}.values():
            publish_unit(unit=unit, by=by)
        # A unit that is planned for a later day is not public now.
        if faults := queries.course_faults(draft):
            raise NotReady(faults)
    give_address(draft, by)
    _publish_latest(Course.objects.get(pk=course.pk), by)
    return Course.objects.get(pk=course.pk)


@transaction.atomic
def unpublish_unit(*, unit: Unit, by: User) -> None:
    """Take a unit out of public. Raises UnitIsInUse while a published course needs it."""
    if (needing := [course for course in queries.courses_using(unit) if course.live]) and not unit.is_translation:
        raise UnitIsInUse(needing)
    unit.unpublish(user=by)


def _publish_latest(content: Course | Unit, by: User | None) -> None:
    revision = content.latest_revision or content.save_revision(user=by, clean=False)
    # Rights are asked at the door; scheduled and furnished publications have nobody to ask.
    revision.publish(user=by, skip_permission_checks=True)


def give_address(draft: Course, by: User | None) -> None:
    """Save an address made of the title, where the draft has none."""
    if not draft.slug:
        draft.slug = free_slug(draft)
        draft.save_revision(user=by, clean=False)


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "*": ""})


def free_slug(course: Course) -> str:
    """Return an address made of the title that no other course has in this language."""
    if course.translation_of is not None:
        return str(course.translation_of.slug)
    base = slugify(course.title.translate(UMLAUTS))[:110] or course.public_id
    taken = set(
        Course.objects.filter(slug__startswith=base, locale_id=course.locale_id)
        .exclude(pk=course.pk)
        .values_list("slug", flat=True)
    )
    if base not in taken:
        return base
    return next(f"{base}-{count}" for count in range(2, 1000) if f"{base}-{count}" not in taken)
