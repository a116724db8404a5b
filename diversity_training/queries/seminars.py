"""Online seminars: the dates that are still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django_stubs_ext import StrOrPromise

from admissions import queries as admissions
from courses import queries as courses
from courses.models import Course, Run
from courses.queries import NextAction, RunState
from courses.rules import RUN_STATE_NAMES
from diversity_training.queries.offers import in_language
from lms.queries import guest_signups


@dataclass(frozen=True, slots=True)
class SeminarDate:
    """One date of a seminar."""

    run: Run
    course: Course  # the original, whose address is linked
    shown: Course  # the course or its published translation
    state: RunState
    action: NextAction
    takes_guests: bool  # without an account

    @property
    def state_name(self) -> StrOrPromise:
        """The state in words."""
        return RUN_STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return "success" if self.action == NextAction.ENROL else "neutral"


@dataclass(frozen=True, slots=True)
class Seminars:
    """What the list shows."""

    dates: list[SeminarDate]  # earliest first
    without_date: list[Course]  # seminars that have none yet, in the visitor's language where translated


def seminars(*, language: str, at: datetime) -> Seminars:
    """Return the public online seminars with their coming dates. Five queries."""
    listed = list(courses.published().filter(offer_kind=Course.OfferKind.ONLINE_SEMINAR).order_by("title", "pk"))
    shown = in_language(listed, language)
    by_key = {course.pk: course for course in listed}
    coming = list(
        Run.objects.filter(
            course__in=listed,
            announced_at__isnull=False,
            archived_at__isnull=True,
            cancelled_at__isnull=True,
            ends_on__gte=timezone.localdate(at),
        ).order_by("starts_on", "pk")
    )
    free = admissions.free_places_by_run(coming, at)
    with_sessions = guest_signups.runs_for_guests(coming, at=at)
    dates = []
    for run in coming:
        state = courses.run_state(run, at, free[run.pk])
        course = by_key[run.course_id]
        action = courses.next_action(state)
        takes_guests = action == NextAction.ENROL and run.pk in with_sessions
        dates.append(SeminarDate(run, course, shown[run.course_id], state, action, takes_guests))
    dated = {found.course.pk for found in dates}
    return Seminars(dates, [shown[course.pk] for course in listed if course.pk not in dated])
