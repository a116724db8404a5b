"""Runs as visitors and staff see them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses import rules
from courses.calendar_file import Entry
from courses.models import Course, Run
from courses.rules import BERLIN, RunState


def run_state(run: Run, at: datetime, free_places: int) -> RunState:
    """Return the state of the run; `free_places` comes from `admissions`, the floor above."""
    return rules.run_state(run, at=at, free_places=free_places)


def current_runs(course: Course, *, at: datetime) -> QuerySet[Run]:
    """Return the runs a visitor of the course's page should see, earliest first: announced and not over."""
    today = at.astimezone(BERLIN).date()
    return course.runs.filter(
        announced_at__isnull=False, archived_at__isnull=True, cancelled_at__isnull=True, ends_on__gte=today
    ).order_by("starts_on", "pk")


REMINDED_AFTER = timedelta(hours=9)  # on the first day of enrolment: in the morning, when offices are open


def opening_entry(run: Run, *, shown: Course, language: str, url: str) -> Entry:
    """
    Return the first day of enrolment in an announced run, for calendars in this language; `shown` says the title.

    The uid stays while the day moves, so that a newer file takes the place of an older one. Nothing in it is about a
    person.
    """
    with override(language):
        return Entry(
            uid=f"{run.public_id}-enrolment-opens",
            summary=_("Die Anmeldung beginnt: %(course)s") % {"course": shown.title},
            starts=run.enrol_from,
            ends=run.enrol_from + timedelta(days=1),
            stamp=run.announced_at or datetime.combine(run.enrol_from, time(), tzinfo=BERLIN),
            description=_("Hier melden Sie sich an: %(address)s") % {"address": url},
            url=url,
            reminder=REMINDED_AFTER,
        )
