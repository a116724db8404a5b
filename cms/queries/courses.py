"""What visitors see of courses and runs, with the one thing they can do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from admissions import queries as admissions
from courses import queries as courses
from courses import rules
from courses.models import Course, Run
from courses.queries import NextAction, RunState
from courses.queries.catalogue import RunDates
from courses.timetable import Slot
from lms.models import Enrolment

R = TypeVar("R", Run, RunDates)


@dataclass(frozen=True, slots=True)
class PublicRun(Generic[R]):
    """A run as the public sees it: the row, or what the catalogue holds of it."""

    run: R
    state: RunState
    action: NextAction
    free_places: int
    has_begun: bool  # on the first day and after
    dates: tuple[str, ...] = ()  # of sessions to come, in words; only where `with_dates` has looked
    more_dates: int = 0  # how many more there are

    @property
    def is_to_choose(self) -> bool:
        """Whether there is something to do about this very run; of others one only asks when the next begins."""
        return self.action in {NextAction.ENROL, NextAction.WAIT, NextAction.JOIN_WAITING_LIST}


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


def public_runs(runs: Iterable[Run], *, at: datetime) -> list[PublicRun[Run]]:
    """Return the runs with state and next action, in the order given. One query for all places."""
    runs = list(runs)
    free = admissions.free_places_by_run(runs, at)
    return [_public_run(run, free[run.pk], at) for run in runs]


def public_runs_by_key(runs: Iterable[RunDates], *, at: datetime) -> dict[int, PublicRun[RunDates]]:
    """Return these runs of the catalogue with state and next action; deleted ones are left out. At most one query."""
    known = {run.pk: run for run in runs}
    free = admissions.free_places_by_key(known, at)
    return {key: _public_run(known[key], places, at) for key, places in free.items()}


def _public_run(run: R, free_places: int, at: datetime) -> PublicRun[R]:
    state = rules.run_state(run, at=at, free_places=free_places)
    has_begun = run.starts_on <= timezone.localdate(at)
    return PublicRun(run, state, rules.next_action(state), free_places, has_begun)


def with_dates(runs: Iterable[PublicRun[Run]], *, at: datetime) -> list[PublicRun[Run]]:
    """Return the runs with the next dates of each in the active language. One query."""
    runs = list(runs)
    sessions = courses.sessions_to_come([found.run for found in runs], at=at)
    dated = []
    for found in runs:
        coming = sessions.get(found.run.pk, [])
        words = tuple(courses.slot_words(Slot(one.starts_at, one.ends_at)) for one in coming[:DATES_SHOWN])
        dated.append(replace(found, dates=words, more_dates=max(0, len(coming) - DATES_SHOWN)))
    return dated


def leading(runs: Iterable[PublicRun[R]]) -> PublicRun[R] | None:
    """Return the run whose action is the course page's one next action: the earliest that can be entered."""
    return min(runs, key=lambda found: (ORDER.index(found.action), found.run.starts_on, found.run.pk), default=None)


def own_enrolment(
    user: User | AnonymousUser, course: Course, *, leading: NextAction | None, at: datetime
) -> Enrolment | None:
    """
    Return the visitor's newest enrolment in the course that is still the one thing to go on with, if any.

    Not one they have left, nor one in a run that was called off. One in a run that is over without being completed
    gives way where the `leading` run can be entered.
    """
    mine = Enrolment.objects.learnt_by(user).exclude(state=Enrolment.State.WITHDRAWN)
    mine = mine.filter(Q(state=Enrolment.State.COMPLETED) | Q(run__cancelled_at__isnull=True))
    if leading == NextAction.ENROL:
        mine = mine.filter(Q(state=Enrolment.State.COMPLETED) | Q(run__ends_on__gte=timezone.localdate(at)))
    return mine.filter(run__course=course).select_related("run").order_by("-enrolled_at").first()
