"""What visitors see of courses and runs, with the one thing they can do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from admissions import queries as admissions
from courses import queries as courses
from courses.models import Course, Run
from courses.queries import NextAction, RunState
from courses.timetable import Slot
from lms.models import Enrolment


@dataclass(frozen=True, slots=True)
class PublicRun:
    """A run as the public sees it."""

    run: Run
    state: RunState
    action: NextAction
    free_places: int
    has_begun: bool  # on the first day and after
    dates: tuple[str, ...] = ()  # of sessions to come, in words; only where `with_dates` has looked
    more_dates: int = 0  # how many more there are


DATES_SHOWN = 5

# Which run's action stands on top when a course has several: what can be done comes before what must be waited for.
ORDER = (
    NextAction.ENROL,
    NextAction.WAIT,
    NextAction.JOIN_WAITING_LIST,
    NextAction.CONTINUE,
    NextAction.ASK,
    NextAction.NONE,
)


def runs_to_show(course: Course, *, at: datetime) -> QuerySet[Run]:
    """
    Return the runs of a course's page, earliest first: announced and not over, those that were called off too.

    Somebody who comes by an old link must read that the run does not take place. A course that has nothing else
    shows its last run, so that the page says when it was.
    """
    today = timezone.localdate(at)
    announced = course.runs.filter(announced_at__isnull=False, archived_at__isnull=True)
    return announced.filter(Q(ends_on__gte=today) | Q(pk__in=_last_run(announced))).order_by("starts_on", "pk")


def _last_run(announced: QuerySet[Run]) -> QuerySet[Run, Any]:
    held = announced.filter(cancelled_at__isnull=True)
    return held.order_by("-ends_on", "-pk").values("pk")[:1]


def public_runs(runs: Iterable[Run], *, at: datetime) -> list[PublicRun]:
    """Return the runs with state and next action, in the order given. One query for all places."""
    runs = list(runs)
    free, today = admissions.free_places_by_run(runs, at), timezone.localdate(at)
    found = []
    for run in runs:
        state = courses.run_state(run, at, free[run.pk])
        found.append(PublicRun(run, state, courses.next_action(state), free[run.pk], run.starts_on <= today))
    return found


def with_dates(runs: Iterable[PublicRun], *, at: datetime) -> list[PublicRun]:
    """Return the runs with the next dates of each in the active language. One query."""
    runs = list(runs)
    sessions = courses.sessions_to_come([found.run for found in runs], at=at)
    dated = []
    for found in runs:
        coming = sessions.get(found.run.pk, [])
        words = tuple(courses.slot_words(Slot(one.starts_at, one.ends_at)) for one in coming[:DATES_SHOWN])
        dated.append(replace(found, dates=words, more_dates=max(0, len(coming) - DATES_SHOWN)))
    return dated


def leading(runs: Iterable[PublicRun]) -> PublicRun | None:
    """Return the run whose action is the course page's one next action: the earliest that can be entered."""
    return min(runs, key=lambda found: (ORDER.index(found.action), found.run.starts_on, found.run.pk), default=None)


def own_enrolment(user: User | AnonymousUser, course: Course) -> Enrolment | None:
    """Return the visitor's newest enrolment in the course that they have not left, if any."""
    mine = Enrolment.objects.learnt_by(user).exclude(state=Enrolment.State.WITHDRAWN)
    return mine.filter(run__course=course).select_related("run").order_by("-enrolled_at").first()
