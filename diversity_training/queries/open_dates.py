"""Runs of a training that one person can join alone, and what a visitor can do about each."""

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

SHOWN = (NextAction.ENROL, NextAction.WAIT, NextAction.JOIN_WAITING_LIST)


@dataclass(frozen=True, slots=True)
class OpenDate:
    """One run with its state and next action."""

    run: Run
    state: RunState
    action: NextAction
    free_places: int

    @property
    def state_name(self) -> StrOrPromise:
        """The state in words."""
        return RUN_STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return "success" if self.action == NextAction.ENROL else "neutral"


def open_dates(course: Course, *, at: datetime) -> list[OpenDate]:
    """Return the announced runs that somebody can do something about, earliest first. Two queries."""
    coming = list(
        Run.objects.filter(
            course=course,
            announced_at__isnull=False,
            archived_at__isnull=True,
            cancelled_at__isnull=True,
            ends_on__gte=timezone.localdate(at),
        ).order_by("starts_on", "pk")
    )
    free = admissions.free_places_by_run(coming, at)
    found = []
    for run in coming:
        state = courses.run_state(run, at, free[run.pk])
        action = courses.next_action(state)
        if action in SHOWN:
            found.append(OpenDate(run, state, action, free[run.pk]))
    return found
