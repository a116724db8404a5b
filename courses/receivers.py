"""Facts of Wagtail's editor that runs must know."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from courses.actions import translating
from courses.models import Unit


@receiver(published, sender=Unit, dispatch_uid="courses_pin_translation")
def pin_published_translation(*, instance: Unit, **_kwargs: Any) -> None:
    """Give open runs the translation that was just published."""
    if instance.is_translation:
        translating.pin_translation(unit=instance)
