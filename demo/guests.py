"""
New people for the guided walks, one for each visitor who begins one.

So that the fifth visitor finds what the first one found, and two at once do not walk in the same shoes.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from accounts import usernames
from accounts.actions.personas import create_persona
from accounts.models import User
from courses.models import Run, RunUnit
from demo.content.timetable import GUESTS
from demo.furnish.learning import do_units
from lms.actions import enrolments
from lms.models import Enrolment


def welcome(*, full_name: str, original_name: str = "", language: str = "de", at: datetime) -> User:
    """Return a new person without password; the walk signs them in. Raises NotTheDemo outside the demo."""
    return create_persona(
        username=usernames.propose(full_name),
        full_name=full_name,
        original_name=original_name,
        language=language,
        with_second_factor=False,
        at=at,
    )


def seat(guest: User, course_slug: str, *, steps: int, at: datetime) -> str:
    """
    Let the guest learn in the course's run for guests, with the first units done; return the path of the next one.

    Raises Run.DoesNotExist when the demo is not furnished.
    """
    run = Run.objects.filter(course__slug=course_slug, label=GUESTS, cancelled_at=None, archived_at=None).latest("pk")
    enrolment = enrolments.enrol(run=run, learner=guest, by=guest, at=at, window_applies=False)
    do_units(enrolment, steps, at=at)
    return _path(enrolment, enrolment.run.run_units.order_by("position")[steps], guest.preferred_language)


def _path(enrolment: Enrolment, run_unit: RunUnit, language: str) -> str:
    with translation.override(language):
        return reverse("lms:unit", args=[enrolment.public_id, run_unit.item_id])
