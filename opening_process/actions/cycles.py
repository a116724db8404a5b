"""How a cycle goes from its mandate to its review, and how the next one begins where it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from opening_process import rules
from opening_process.actions import writing
from opening_process.models import AuditItem, Cycle, Goal, Measure, OpeningProcess, Phase, Review
from opening_process.models.plan import OPEN_STATES
from opening_process.starter import STARTERS
from privacy import audit

MANDATE_FIELDS = frozenset({"mandate", "sponsor", "steering_group", "review_after"})


class NoSuchStep(Exception):
    """A cycle does not go from its phase to that one."""


class AlreadyReviewed(Exception):
    """The next cycle has begun."""


def first(*, process: OpeningProcess, at: datetime) -> Cycle:
    """Make the first cycle of a process with the statements every audit begins with."""
    cycle = Cycle.objects.create(process=process, number=1, began_on=timezone.localdate(at))
    current = [starter for starter in STARTERS if starter.is_current]
    AuditItem.objects.bulk_create(
        AuditItem(cycle=cycle, level=starter.level, position=position, starter_key=starter.key)
        for position, starter in enumerate(current, start=1)
    )
    return cycle


@transaction.atomic
def change_mandate(*, cycle: Cycle, version: int, values: Mapping[str, Any], by: User, at: datetime) -> Cycle:
    """
    Write down who wants the opening and who steers it.

    Raises ChangedMeanwhile, CycleIsClosed, IsGone, and KeyError for a field that does not belong here.
    """
    if unknown := set(values) - MANDATE_FIELDS:
        raise KeyError(", ".join(sorted(unknown)))
    current = writing.lock_open(cycle.process, at=at, cycle=cycle.pk)
    if writing.change(current, version=version, values=dict(values)):
        audit.record("opening_process.mandate_changed", subject=current.process, by=by, at=at)
    return current


@transaction.atomic
def move(*, cycle: Cycle, to: Phase, by: User, at: datetime) -> Cycle:
    """
    Go to the next phase, or back to an earlier one; where the cycle is there already, nothing happens.

    The day of the review is set when the work on the measures begins. Raises NoSuchStep, CycleIsClosed, IsGone.
    """
    current = writing.lock_open(cycle.process, at=at, cycle=cycle.pk)
    if current.phase == to:
        return current
    if not rules.may_move(Phase(current.phase), to):
        raise NoSuchStep
    current.phase = to
    if to >= Phase.IMPLEMENTATION and current.review_due_on is None:
        current.review_due_on = rules.months_later(timezone.localdate(at), current.review_after)
    current.save(update_fields=["phase", "review_due_on"])
    audit.record("opening_process.phase_begun", subject=current.process, by=by, at=at, details={"phase": current.phase})
    return current


@transaction.atomic
def review(
    *, cycle: Cycle, held_on: date, result: str, decision: Review.Decision, carry_open: bool, by: User, at: datetime
) -> Cycle:
    """
    Keep what the steering group found; return the cycle that is open afterwards.

    "Go on" leads back to the measures, with another review as long after this one as the cycle looks back. "Next
    cycle" closes this one and begins the next with its last maturity as baseline; with `carry_open` goals whose
    measures are still open come along. Raises AlreadyReviewed if the cycle is closed, IsGone.
    """
    try:
        current = writing.lock_open(cycle.process, at=at, cycle=cycle.pk)
    except writing.CycleIsClosed:
        raise AlreadyReviewed from None
    found = Review.objects.create(cycle=current, held_on=held_on, result=result, decision=decision)
    audit.record(
        "opening_process.reviewed",
        subject=current.process,
        by=by,
        at=at,
        details={"cycle": current.number, "decision": found.decision},
    )
    if decision == Review.Decision.GO_ON:
        current.phase = Phase.IMPLEMENTATION
        current.review_due_on = rules.months_later(timezone.localdate(at), current.review_after)
        current.save(update_fields=["phase", "review_due_on"])
        return current
    return _next(current, carry_open=carry_open, at=at)


def _next(cycle: Cycle, *, carry_open: bool, at: datetime) -> Cycle:
    today = timezone.localdate(at)
    cycle.phase, cycle.closed_on = Phase.REVIEW, today
    cycle.save(update_fields=["phase", "closed_on"])
    following = Cycle.objects.create(
        process=cycle.process,
        number=cycle.number + 1,
        mandate=cycle.mandate,
        sponsor=cycle.sponsor,
        steering_group=cycle.steering_group,
        review_after=cycle.review_after,
        began_on=today,
    )
    AuditItem.objects.bulk_create(
        AuditItem(
            cycle=following,
            level=item.level,
            position=item.position,
            starter_key=item.starter_key,
            text=item.text,
            is_on=item.is_on,
            baseline=item.maturity,  # where the last cycle ended; how it is now is asked anew
            evidence=item.evidence,
        )
        for item in cycle.items.all()
    )
    if carry_open:
        _carry(cycle, following)
    return following


def _carry(cycle: Cycle, following: Cycle) -> None:
    """Copy the goals that still have something to be done, with that."""
    for goal in cycle.goals.filter(measures__state__in=OPEN_STATES).distinct():
        still_open = list(goal.measures.filter(state__in=OPEN_STATES))
        copy = Goal.objects.create(
            cycle=following,
            level=goal.level,
            text=goal.text,
            indicator=goal.indicator,
            baseline=goal.baseline,
            target=goal.target,
            due_on=goal.due_on,
        )
        Measure.objects.bulk_create(
            Measure(
                goal=copy,
                text=measure.text,
                owner_role=measure.owner_role,
                owner_id=measure.owner_id,
                due_on=measure.due_on,
                state=measure.state,
                training_id=measure.training_id,
                reminded_for=measure.reminded_for,
            )
            for measure in still_open
        )
