"""Goals and measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.roles import Permission
from opening_process.actions import writing
from opening_process.models import Cycle, Goal, Measure
from opening_process.queries.people import hr_of
from opening_process.queries.trainings import trainings_of
from privacy import audit

GOAL_FIELDS = frozenset({"level", "text", "indicator", "baseline", "target", "due_on"})
MEASURE_FIELDS = frozenset({"text", "owner", "owner_role", "due_on", "state", "training"})


class NotTheirs(Exception):
    """The owner is not HR of this employer, or the training was booked by somebody else."""


@transaction.atomic
def add_goal(*, cycle: Cycle, values: Mapping[str, Any], by: User, at: datetime) -> Goal:
    """Write down a goal; `values` are all of GOAL_FIELDS. Raises CycleIsClosed, IsGone, KeyError."""
    _require_known(values, GOAL_FIELDS)
    current = writing.lock_open(cycle.process, at=at, cycle=cycle.pk)
    goal = Goal.objects.create(cycle=current, **values)
    _note("goal_added", goal, by=by, at=at)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, version: int, values: Mapping[str, Any], by: User, at: datetime) -> Goal:
    """Change a goal. Raises ChangedMeanwhile, CycleIsClosed, IsGone, KeyError."""
    _require_known(values, GOAL_FIELDS)
    current = _lock_goal(goal, at=at)
    if writing.change(current, version=version, values=dict(values)):
        _note("goal_changed", current, by=by, at=at)
    return current


@transaction.atomic
def remove_goal(*, goal: Goal, by: User, at: datetime) -> None:
    """Take a goal back, with its measures. Raises CycleIsClosed, IsGone."""
    current = _lock_goal(goal, at=at)
    _note("goal_removed", current, by=by, at=at)
    current.delete()


@transaction.atomic
def add_measure(*, goal: Goal, values: Mapping[str, Any], by: User, at: datetime) -> Measure:
    """Write down what is done for a goal. Raises NotTheirs, CycleIsClosed, IsGone, KeyError."""
    _require_known(values, MEASURE_FIELDS)
    current = _lock_goal(goal, at=at)
    _require_theirs(current, values)
    measure = Measure.objects.create(goal=current, **values)
    _note("measure_added", current, by=by, at=at, measure=measure)
    return measure


@transaction.atomic
def change_measure(*, measure: Measure, version: int, values: Mapping[str, Any], by: User, at: datetime) -> Measure:
    """Change a measure. Raises ChangedMeanwhile, NotTheirs, CycleIsClosed, IsGone, KeyError."""
    _require_known(values, MEASURE_FIELDS)
    current = _lock_measure(measure, at=at)
    _require_theirs(current.goal, values)
    if writing.change(current, version=version, values=dict(values)):
        _note("measure_changed", current.goal, by=by, at=at, measure=current)
    return current


@transaction.atomic
def remove_measure(*, measure: Measure, by: User, at: datetime) -> None:
    """Take a measure back. Raises CycleIsClosed, IsGone."""
    current = _lock_measure(measure, at=at)
    _note("measure_removed", current.goal, by=by, at=at, measure=current)
    current.delete()


def _require_known(values: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := set(values) - known:
        raise KeyError(", ".join(sorted(unknown)))


def _require_theirs(goal: Goal, values: Mapping[str, Any]) -> None:
    employer = goal.cycle.process.employer
    owner, training = values.get("owner"), values.get("training")
    if owner is not None and not hr_of(employer, Permission.MANAGE_OPENING).filter(pk=owner.pk).exists():
        raise NotTheirs
    if training is not None and not trainings_of(employer).filter(pk=training.pk).exists():
        raise NotTheirs


def _lock_goal(goal: Goal, *, at: datetime) -> Goal:
    cycle = writing.lock_open(goal.cycle.process, at=at, cycle=goal.cycle_id)
    current = Goal.objects.filter(pk=goal.pk).first()
    if current is None:
        raise writing.IsGone
    current.cycle = cycle
    return current


def _lock_measure(measure: Measure, *, at: datetime) -> Measure:
    goal = _lock_goal(measure.goal, at=at)
    current = Measure.objects.filter(pk=measure.pk).first()
    if current is None:
        raise writing.IsGone
    current.goal = goal
    return current


def _note(act: str, goal: Goal, *, by: User, at: datetime, measure: Measure | None = None) -> None:
    details = {"goal": goal.public_id} | ({"measure": measure.public_id} if measure else {})
    audit.record(f"opening_process.{act}", subject=goal.cycle.process, by=by, at=at, details=details)
