"""What is still missing to the completed course, and what the ledger credits."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Sum

from certificates import queries as certificates
from courses.models import Course, RunSession, RunUnit
from lms.models import Enrolment, HoursEntry, UnitResult


def open_item_count(enrolment: Enrolment) -> int:
    """
    Return how many units still stand between the learner and the completed course.

    Required units count; where a run marks none as required, all do. A run without units is never completed.
    """
    done = UnitResult.objects.filter(enrolment=enrolment, item_id=OuterRef("item_id"), state=UnitResult.State.COMPLETED)
    rows = list(RunUnit.objects.filter(run_id=enrolment.run_id).values_list("is_required", Exists(done)))
    counting = [is_done for is_required, is_done in rows if is_required] or [is_done for _, is_done in rows]
    return sum(not is_done for is_done in counting) if counting else 1


def is_about_sessions(run_unit: RunUnit) -> bool:
    """Return whether sessions of the run teach this unit, or it makes up for one of them."""
    about = Q(item_id=run_unit.item_id) | Q(catch_up_item_id=run_unit.item_id)
    return RunSession.objects.filter(about, run=run_unit.run_id, state=RunSession.State.PLANNED).exists()


def credited_minutes(enrolment: Enrolment) -> int:
    """Return what the ledger credits the learner so far, in whole minutes: rounded once, never line by line."""
    total: int | None = HoursEntry.objects.filter(enrolment=enrolment).aggregate(total=Sum("seconds"))["total"]
    return (total or 0) // 60


def lacks_certificate(enrolment: Enrolment) -> bool:
    """
    Return whether a completed course that gives certificates has none that is requested or valid.

    False for a person whose account was erased: there is no name left to print.
    """
    kind = enrolment.run.course.certificate_kind
    if enrolment.state != Enrolment.State.COMPLETED or kind == Course.CertificateKind.NONE:
        return False
    if enrolment.learner.erased_at is not None:
        return False
    return certificates.standing(kind=kind, subject_key=enrolment.certificate_key) is None
