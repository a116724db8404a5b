"""Units that are done, hours that follow, sessions that earn both, and with the last unit the course."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import RunSession, RunUnit, Unit
from lms import attendance as rules
from lms import queries, signals
from lms.actions import absences, certifying, ledger
from lms.models import Enrolment, SessionAttendance, UnitResult
from privacy import audit


def settle(*, session: RunSession, rows: Collection[SessionAttendance], by: User, at: datetime) -> None:
    """
    Let hours, units and courses follow from these rows of a confirmed session, in the caller's transaction.

    The session and its rows are locked (run and course loaded). Locks go on in the order of everybody who learns:
    unit taught at dates, unit result, enrolment; the people in the order of their keys.
    """
    if not session.is_confirmed:
        return
    ledger.credit_session(session, rows, at=at)
    complete_units(session, {row.enrolment_id: row.enrolment for row in rows}, by=by, at=at)
    certifying.certify_present(session, [row.enrolment_id for row in rows], at=at)
    certifying.certify_guests(session, at=at)


def complete_units(session: RunSession, people: dict[int, Enrolment], *, by: User | None, at: datetime) -> int:
    """
    Complete the unit of this session for those of these people who have attended enough of it (ADR 0021).

    Return for how many. `by` is whose act it follows from, None: time has passed.
    """
    if session.item_id is None:
        return 0
    units = RunUnit.objects.filter(run=session.run_id, item_id=session.item_id, kind=Unit.Kind.LIVE_SESSION)
    # Two dates of a unit may be confirmed at the same moment: under this lock the second sees what the first wrote.
    run_unit = units.select_for_update(of=("self",), no_key=True).first()
    if run_unit is None:
        return 0
    sessions = list(
        RunSession.objects.filter(run=session.run_id, item_id=session.item_id, state=RunSession.State.PLANNED)
    )
    if not _is_held(session, run_unit, sessions, at):
        return 0
    done = set(
        UnitResult.objects.filter(
            enrolment__in=people, item_id=run_unit.item_id, state=UnitResult.State.COMPLETED
        ).values_list("enrolment_id", flat=True)
    )
    fulfilled = _fulfilled(sessions, people)
    completed = 0
    for key in sorted(set(people) - done):
        held = [
            rules.Held(
                rules.seconds_between(one.starts_at, one.confirmed_ends_at or one.ends_at), (key, one.pk) in fulfilled
            )
            for one in sessions
        ]
        if rules.is_unit_attended(held, min_percent=settings.LIVE_UNIT_MIN_PERCENT):
            _complete_live_unit(people[key], run_unit, by=by, at=at)
            completed += 1
    return completed


def _is_held(session: RunSession, run_unit: RunUnit, sessions: list[RunSession], at: datetime) -> bool:
    """Return whether all of the unit's sessions are behind: each is confirmed, and no more are to be expected."""
    if not all(one.is_confirmed for one in sessions):
        return False
    is_all_planned = sum(one.minutes for one in sessions) >= run_unit.minutes
    return is_all_planned or session.run.ends_on < timezone.localdate(at)


def _fulfilled(sessions: list[RunSession], people: Collection[int]) -> set[tuple[int, int]]:
    """Return (enrolment, session) of what was attended by its rule, or made up for by the unit that was offered."""
    attended = SessionAttendance.objects.filter(
        session__in=sessions, enrolment__in=people, status=SessionAttendance.Status.ATTENDED
    )
    fulfilled = set(attended.values_list("enrolment_id", "session_id"))
    offered = {one.catch_up_item_id: one.pk for one in sessions if one.catch_up_item_id is not None}
    made_up = UnitResult.objects.filter(
        enrolment__in=people, item_id__in=list(offered), state=UnitResult.State.COMPLETED
    )
    return fulfilled | {(key, offered[item]) for key, item in made_up.values_list("enrolment_id", "item_id")}


def _complete_live_unit(enrolment: Enrolment, run_unit: RunUnit, *, by: User | None, at: datetime) -> None:
    """Mark a unit as done whose sessions the learner has attended, as `by` has confirmed; twice is once."""
    first = UnitResult(
        enrolment=enrolment, item_id=run_unit.item_id, run_unit=run_unit, first_seen_at=at, last_seen_at=at
    )
    UnitResult.objects.bulk_create([first], ignore_conflicts=True)  # the learner may have opened its page before
    result = (
        UnitResult.objects.select_for_update(of=("self",))
        .select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider")
        .get(enrolment=enrolment, item_id=run_unit.item_id)
    )
    complete_unit(result, at=at, by=by)


def complete_unit(result: UnitResult, *, at: datetime, by: User | None) -> None:
    """
    Complete a unit whose result is locked (run unit, learner and provider loaded): ledger, audit, what it makes up for,
    and the course if nothing required is missing. `by` is who said so, None: time has passed.
    """
    if result.state == UnitResult.State.COMPLETED:
        return
    result.state, result.completed_at = UnitResult.State.COMPLETED, at
    result.save(update_fields=["state", "completed_at"])
    enrolment = result.enrolment
    ledger.credit_unit(result, at=at)
    audit.record(
        "lms.unit_completed",
        subject=result,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"enrolment": str(enrolment.public_id), "item": str(result.item_id)},
    )
    _make_up(result, by=by, at=at)
    _complete_course_if_done(enrolment, at, by)
    certifying.certify(enrolment, at=at)


def _make_up(result: UnitResult, *, by: User | None, at: datetime) -> None:
    """
    Let a unit that makes up for a session count in its place, if the session is confirmed.

    The session's lock keeps both from missing each other: who confirms it in this moment sees the unit, or we see the
    confirmation.
    """
    if result.run_unit.kind == Unit.Kind.LIVE_SESSION:
        return
    offering = RunSession.objects.filter(run=result.run_unit.run_id, catch_up_item_id=result.item_id)
    locked = offering.select_for_update(of=("self",), no_key=True).select_related("run__course__provider").first()
    if locked is None or not locked.is_confirmed:
        return
    absences.add(locked, [result.enrolment], at=at)
    rows = SessionAttendance.objects.filter(session=locked, enrolment=result.enrolment)
    ledger.credit_session(locked, list(rows.select_for_update(of=("self",), no_key=True)), at=at)
    complete_units(locked, {result.enrolment_id: result.enrolment}, by=by, at=at)


def _complete_course_if_done(enrolment: Enrolment, at: datetime, by: User | None) -> None:
    # Two units may be completed at the same moment. Under this lock the second sees what the first has written.
    state = Enrolment.objects.select_for_update().values_list("state", flat=True).get(pk=enrolment.pk)
    if state != Enrolment.State.ACTIVE or queries.open_item_count(enrolment):
        return
    enrolment.state, enrolment.completed_at = Enrolment.State.COMPLETED, at
    enrolment.save(update_fields=["state", "completed_at"])
    course = enrolment.run.course
    audit.record(
        "lms.course_completed",
        subject=enrolment,
        by=by,
        at=at,
        provider=course.provider,
        details={"run": str(enrolment.run.public_id)},
    )
    certifying.certify_completed(enrolment, at=at)
    transaction.on_commit(
        partial(signals.course_completed.send_robust, sender=Enrolment, enrolment_id=enrolment.pk), robust=True
    )
