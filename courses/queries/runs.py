"""Runs as visitors and staff see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from courses import rules
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
