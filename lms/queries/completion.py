"""What is still missing to the completed course, and what the ledger credits."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Sum

from certificates import queries as certificates
from courses.models import RunSession, RunUnit, Unit
from lms.models import Enrolment, HoursEntry, SessionAttendance, Submission, UnitResult


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


def credited_seconds(enrolment: Enrolment) -> int:
    """Return what the ledger credits the learner so far, in whole seconds."""
    total: int | None = HoursEntry.objects.filter(enrolment=enrolment).aggregate(total=Sum("seconds"))["total"]
    return total or 0


def credited_minutes(enrolment: Enrolment) -> int:
    """Return the same in whole minutes: rounded once, never line by line."""
    return credited_seconds(enrolment) // 60


def has_earned_certificate(enrolment: Enrolment) -> bool:
    """
    Return whether the rule of the course's kind of certificate is met (DOMAIN 3a; run and course loaded).

    Courses: all that is required. Diversity trainings: 80 percent of the teaching units and, where the course wants
    it, the transfer task handed in; the follow-up weeks later is not waited for. Online seminars: one session attended,
    and none still to come or to be confirmed. False for a person whose account was erased: there is no name to print.
    """
    kind = enrolment.run.course.certified_as
    if not kind or enrolment.state == Enrolment.State.WITHDRAWN or enrolment.learner.erased_at is not None:
        return False
    if kind == "diversity":
        return _took_part_enough(enrolment)
    if kind == "seminar" and _was_there(enrolment):
        return True
    return enrolment.state == Enrolment.State.COMPLETED


def _has_handed_in(enrolment: Enrolment) -> bool:
    """Return whether every transfer task of the run was handed in, whatever became of it."""
    states = [Submission.State.HANDED_IN, Submission.State.RETURNED, Submission.State.ACCEPTED]
    given = Submission.objects.filter(
        unit_result__enrolment=enrolment, unit_result__item_id=OuterRef("item_id"), state__in=states
    )
    tasks = RunUnit.objects.filter(run=enrolment.run_id, kind=Unit.Kind.TRANSFER_TASK)
    return not tasks.exclude(Exists(given)).exists()


def _took_part_enough(enrolment: Enrolment) -> bool:
    if enrolment.run.course.certificate_needs_task and not _has_handed_in(enrolment):
        return False
    planned: int = RunUnit.objects.filter(run=enrolment.run_id).aggregate(total=Sum("minutes"))["total"] or 0
    if not planned:
        return enrolment.state == Enrolment.State.COMPLETED
    # In integers and unrounded: 79.9 percent are no 80.
    return credited_seconds(enrolment) * 100 >= settings.CERTIFICATE_MIN_PERCENT * planned * 60


def _was_there(enrolment: Enrolment) -> bool:
    if RunSession.objects.filter(run=enrolment.run_id, state=RunSession.State.PLANNED, confirmed_at=None).exists():
        return False
    return SessionAttendance.objects.filter(
        enrolment=enrolment, status=SessionAttendance.Status.ATTENDED, session__confirmed_at__isnull=False
    ).exists()


def lacks_certificate(enrolment: Enrolment) -> bool:
    """Return whether somebody has earned a certificate, and none is requested or valid."""
    return has_earned_certificate(enrolment) and certificates.standing(enrolment.certificate_key) is None
