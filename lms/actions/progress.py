"""How far a learner is: first touch, results of engines, completion of units and of the course."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, DecimalField, F, Value, When
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from courses.models import RunUnit
from lms.actions import completing
from lms.models import Enrolment, UnitResult
from scorm.outcome import Outcome


class UnitIsGone(LookupError):
    """The run was fitted to its employer in this moment, and does not teach the unit any more."""


def touch(*, enrolment: Enrolment, run_unit: RunUnit, at: datetime, is_known: bool = True) -> None:
    """
    Note that the learner has opened the unit; its result is made when this is the first time.

    `is_known=False` spares the look for a result that the caller has just not found. The enrolment remembers the
    unit: "Weiter" opens it again. Stamps only, hence neither audited nor one transaction. Raises UnitIsGone.
    """
    mine = UnitResult.objects.filter(enrolment=enrolment, item_id=run_unit.item_id)
    if not is_known or not mine.update(last_seen_at=at):
        first = UnitResult(
            enrolment=enrolment, item_id=run_unit.item_id, run_unit=run_unit, first_seen_at=at, last_seen_at=at
        )
        try:
            UnitResult.objects.bulk_create([first], ignore_conflicts=True)  # two tabs may open it for the first time
        except IntegrityError as gone:  # a transaction of its own, over by now
            raise UnitIsGone(run_unit.item_id) from gone
    Enrolment.objects.filter(pk=enrolment.pk).update(current_item_id=run_unit.item_id, last_seen_at=at)


def hold(run_unit: RunUnit) -> None:
    """
    Keep the unit in its run until the caller's transaction ends; inside one, `touch` could not say that it is gone.

    Whoever fits the run to an employer takes the same lock before a unit leaves it. Raises UnitIsGone.
    """
    if not RunUnit.objects.select_for_update(no_key=True).filter(pk=run_unit.pk).values_list("pk"):
        raise UnitIsGone(run_unit.item_id)


def remember_position(*, enrolment: Enrolment, item_id: UUID, position: dict[str, Any]) -> None:
    """Remember where in the unit the reader stopped; a stamp without audit."""
    UnitResult.objects.filter(enrolment=enrolment, item_id=item_id).update(position=position)


@transaction.atomic(savepoint=False)
def record(*, outcome: Outcome, at: datetime) -> None:
    """
    Take over what an engine says about a unit, in the transaction that stores the engine's own rows.

    Only forwards: what is passed or completed stays so, the best score stays; where another attempt than the best one
    counts, success and score are as told, and what is completed stays so all the same. One UPDATE does it and is the
    lock of the unit result; the enrolment is locked after it, always in this order. A key without result is a
    trainer's preview and changes nothing.
    """
    mine = UnitResult.objects.filter(public_id=outcome.context_key)
    if not mine.update(last_seen_at=at, **_unless_corrected(_forwards(outcome))) or not outcome.is_complete:
        return
    result = mine.select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider").get()
    completing.complete_unit(result, at=at, by=result.enrolment.learner)


def _forwards(outcome: Outcome) -> dict[str, Any]:
    """Return the columns of a result, most of which may only grow, as expressions of one UPDATE."""
    columns: dict[str, Any] = {"total_seconds": Greatest("total_seconds", Value(outcome.total_seconds))}
    told: dict[str, Any] = {}
    if not outcome.keeps_best:
        by_staff = When(is_score_corrected=True, then=F("success"))
        told = {"success": Case(by_staff, default=Value(outcome.success)), "score": outcome.score}
    if outcome.success != "unknown":
        passed = UnitResult.Success.PASSED
        columns["success"] = Case(When(success=passed, then=Value(passed)), default=Value(outcome.success))
    for name in ("score", "progress"):
        value = getattr(outcome, name)
        if value is not None:
            share = Value(value, output_field=DecimalField(max_digits=5, decimal_places=4))
            columns[name] = Greatest(Coalesce(F(name), share), share)  # SQLite's MAX of NULL is NULL
    return columns | told


def _unless_corrected(columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns, with a score that staff has corrected left as it is."""
    if "score" not in columns:
        return columns
    told = columns["score"]
    if not hasattr(told, "resolve_expression"):
        told = Value(told, output_field=DecimalField(max_digits=5, decimal_places=4))
    return columns | {"score": Case(When(is_score_corrected=True, then=F("score")), default=told)}


def complete_by_hand(*, result: UnitResult, by: User, at: datetime) -> None:
    """
    Complete a unit because staff say so, with all that follows; twice is once.

    The result is locked by the caller, after the attempt, with run unit, learner and provider loaded.
    """
    completing.complete_unit(result, at=at, by=by)


@transaction.atomic
def complete_text_unit(*, enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> UnitResult:
    """Mark a unit as done that the learner says they have read; twice changes nothing. Raises UnitIsGone."""
    hold(run_unit)
    touch(enrolment=enrolment, run_unit=run_unit, at=at)
    result = (
        UnitResult.objects.select_for_update(of=("self",))
        .select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider")
        .get(enrolment=enrolment, item_id=run_unit.item_id)
    )
    completing.complete_unit(result, at=at, by=result.enrolment.learner)
    return result
