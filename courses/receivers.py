"""Facts of Wagtail's editor that runs and the catalogue must know."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from courses.actions import catalogue, translating
from courses.models import Course, Unit


@receiver(published, sender=Unit, dispatch_uid="courses_pin_translation")
def pin_published_translation(*, instance: Unit, **_kwargs: Any) -> None:
    """Give open runs the translation that was just published."""
    if instance.is_translation:
        translating.pin_translation(unit=instance)


# Wagtail sends both within the transaction that Content.publish and Content.unpublish open.
@receiver([published, unpublished], sender=Course, dispatch_uid="courses_catalogue_of_course")
def refresh_catalogue_of_course(*, instance: Course, **_kwargs: Any) -> None:
    """Show the course in the catalogue as it is now, or no longer; a translation belongs to its source's entry."""
    catalogue.refresh(course_ids=[instance.pk])


@receiver([published, unpublished], sender=Unit, dispatch_uid="courses_catalogue_of_unit")
def refresh_catalogue_of_unit(*, instance: Unit, **_kwargs: Any) -> None:
    """Let the courses that teach this unit be found by its title and show their new length."""
    catalogue.refresh_with(unit=instance)
