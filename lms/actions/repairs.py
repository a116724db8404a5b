"""What staff change by hand about a unit that plays a package: each change has a reason that the learner reads."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from courses.models import RunUnit, Unit
from lms.actions import progress
from lms.models import Enrolment, Repair, UnitResult
from privacy import audit
from scorm import reasons
from scorm.actions import giving_up, granting

Kind = Repair.Kind


class NothingToRepair(Exception):
    """It is so already, or there is nothing that could be changed."""


class NotLearning(Exception):
    """The person has left the run."""


@transaction.atomic
def complete(*, enrolment: Enrolment, run_unit: RunUnit, reason: str, by: User, at: datetime) -> Repair:
    """
    Count the unit as done, with the hours, the course and the certificate that follow from it.

    The package's own rows stay as it wrote them. Raises NothingToRepair when it is done, NotLearning.
    """
    result = _locked(enrolment, run_unit, at)
    if result.state == UnitResult.State.COMPLETED:
        raise NothingToRepair
    repair = _noted(result, Kind.COMPLETED, reason=reason, by=by, at=at)
    progress.complete_by_hand(result=result, by=by, at=at)
    return repair


@transaction.atomic
def reset(*, enrolment: Enrolment, run_unit: RunUnit, reason: str, by: User, at: datetime) -> Repair:
    """
    Let the next opening begin a new attempt; the old one stays to be looked at.

    A unit that is done stays done: hours and certificates may rest on it. Raises NothingToRepair when nothing is
    under way, NotLearning.
    """
    result = _locked(enrolment, run_unit, at)
    attempt = giving_up.lock_newest(result.public_id)
    if attempt is None:
        raise NothingToRepair
    try:
        giving_up.give_up(attempt, at=at)
    except giving_up.NothingToGiveUp as error:
        raise NothingToRepair from error
    result.is_score_corrected = False
    result.save(update_fields=["is_score_corrected"])
    return _noted(result, Kind.RESET, reason=reason, by=by, at=at)


@transaction.atomic
def correct_score(
    *, enrolment: Enrolment, run_unit: RunUnit, score: Decimal, reason: str, by: User, at: datetime
) -> Repair:
    """
    Let the result be this share (0..1), whatever the package reports, until it is corrected again or reset.

    Where the package names a limit and the share reaches it, the unit is passed and done. Nothing is taken back from
    one that is done. Raises NothingToRepair when it is so already, NotLearning.
    """
    result = _locked(enrolment, run_unit, at)
    if result.score == score and result.is_score_corrected:
        raise NothingToRepair
    before, needed = result.score, reasons.needed(result.public_id)
    has_passed = needed is not None and score >= needed
    result.score, result.is_score_corrected = score, True
    if has_passed:
        result.success = UnitResult.Success.PASSED
    result.save(update_fields=["score", "is_score_corrected", "success"])
    repair = _noted(result, Kind.SCORE, reason=reason, by=by, at=at, before=before, after=score)
    if has_passed:
        progress.complete_by_hand(result=result, by=by, at=at)
    return repair


@transaction.atomic
def grant(*, enrolment: Enrolment, run_unit: RunUnit, reason: str, by: User, at: datetime) -> Repair:
    """Allow one attempt more. Raises NothingToRepair where attempts are not counted or none was begun, NotLearning."""
    mine = UnitResult.objects.filter(enrolment=enrolment, item_id=run_unit.item_id).first()
    try:
        granting.grant(mine.public_id if mine is not None else uuid4())
    except granting.NothingToGrant as error:
        raise NothingToRepair from error
    return _noted(_locked(enrolment, run_unit, at), Kind.GRANTED, reason=reason, by=by, at=at)


def _locked(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> UnitResult:
    """Return the unit's result, locked after the attempt as each commit does it; made where nobody opened the unit."""
    if run_unit.kind != Unit.Kind.SCORM:
        raise NothingToRepair
    if enrolment.state == Enrolment.State.WITHDRAWN:
        raise NotLearning
    first = UnitResult(
        enrolment=enrolment, item_id=run_unit.item_id, run_unit=run_unit, first_seen_at=at, last_seen_at=at
    )
    UnitResult.objects.bulk_create([first], ignore_conflicts=True)
    mine = UnitResult.objects.filter(enrolment=enrolment, item_id=run_unit.item_id)
    giving_up.lock_newest(mine.values_list("public_id", flat=True).get())
    locked = mine.select_for_update(of=("self",))
    return locked.select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider").get()


def _noted(
    result: UnitResult,
    kind: Repair.Kind,
    *,
    reason: str,
    by: User,
    at: datetime,
    before: Decimal | None = None,
    after: Decimal | None = None,
) -> Repair:
    enrolment = result.enrolment
    audit.record(
        "lms.result_repaired",
        subject=result,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"enrolment": str(enrolment.public_id), "item": str(result.item_id), "kind": kind},
    )
    return Repair.objects.create(
        unit_result=result, kind=kind, score_before=before, score_after=after, reason=reason, by=by, at=at
    )
