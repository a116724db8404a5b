"""
New people for the guided walks, one for each visitor who begins one.

So that the fifth visitor finds what the first one found, and two at once do not walk in the same shoes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import translation

from accounts import usernames
from accounts.actions.personas import create_persona
from accounts.models import User
from courses.models import Run, RunUnit, Unit
from demo.content.timetable import GUESTS
from demo.furnish.learning import do_units
from lms.actions import enrolments
from lms.models import Enrolment, UnitResult

SECOND_DEVICE = "demo.second-device"
KEY_AGE = timedelta(hours=2)


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


def place_of(guest: User) -> str | None:
    """Return the path of the package that the guest is at, else of the first unit not done; None for other people."""
    mine = Enrolment.objects.filter(learner=guest, run__label=GUESTS, state=Enrolment.State.ACTIVE)
    enrolment = None if guest.has_usable_password() else mine.select_related("run").order_by("-pk").first()
    if enrolment is None:
        return None
    done = enrolment.unit_results.filter(state=UnitResult.State.COMPLETED).values("item_id")
    waiting = enrolment.run.run_units.exclude(item_id__in=done).order_by("position")
    following = waiting.filter(kind=Unit.Kind.SCORM).first() or waiting.first()
    return _path(enrolment, following, guest.preferred_language) if following else None


def second_device_key(guest: User) -> str:
    """Return what signs this guest in on a further device, for two hours."""
    return signing.dumps(guest.public_id, salt=SECOND_DEVICE)


def by_key(key: str) -> User | None:
    """Return the guest of a key; None when it is forged, too old, or not a guest's."""
    try:
        public_id = signing.loads(key, salt=SECOND_DEVICE, max_age=KEY_AGE)
    except signing.BadSignature:
        return None
    found = User.objects.filter(public_id=public_id, is_active=True).first()
    return found if found and not found.has_usable_password() else None


def _path(enrolment: Enrolment, run_unit: RunUnit, language: str) -> str:
    with translation.override(language):
        return reverse("lms:unit", args=[enrolment.public_id, run_unit.item_id])
