"""What staff decide about somebody's attendance by hand: each decision is a row, and an audit row."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import RunSession
from lms.actions import absences, attendance, completing
from lms.models import AttendanceDecision, Enrolment, KnownGuest, SessionAttendance
from lms.queries import measuring
from privacy import audit

Kind = AttendanceDecision.Kind


class NotOnTheList(Exception):
    """The person has no place on the list of this session."""


class TooLong(Exception):
    """Nobody attends longer than the session lasted."""

    def __init__(self, scheduled_seconds: int) -> None:
        self.scheduled_seconds = scheduled_seconds
        super().__init__(f"more than {scheduled_seconds} s")


class NotOffered(Exception):
    """The unit is required, or makes up for another session."""


class NothingToDecide(Exception):
    """What was counted last holds already, or somebody has decided against it."""


@transaction.atomic
def correct(
    *, session: RunSession, enrolment: Enrolment, seconds: int | None, reason: str, by: User, at: datetime
) -> SessionAttendance:
    """
    Let the time that somebody was there be what staff say; None: the whole session.

    What was measured stays beside it. Raises NotOnTheList, TooLong, SessionIsCancelled, SessionHasNotEnded.
    """
    locked, row = _row(session, enrolment, at)
    seconds = row.scheduled_seconds if seconds is None else seconds
    if seconds > row.scheduled_seconds:
        raise TooLong(row.scheduled_seconds)
    row.corrected_seconds = seconds
    return _decide(locked, row, Kind.CORRECTED, reason=reason, by=by, at=at)


@transaction.atomic
def use_measured(*, session: RunSession, enrolment: Enrolment, by: User, at: datetime) -> SessionAttendance:
    """Take a correction back: what was measured counts. Raises NothingToDecide and those of `correct`."""
    locked, row = _row(session, enrolment, at)
    if row.corrected_seconds is None:
        raise NothingToDecide
    row.corrected_seconds = None
    return _decide(locked, row, Kind.MEASURED, by=by, at=at)


@transaction.atomic
def excuse(
    *, session: RunSession, enrolment: Enrolment, is_excused: bool, by: User, at: datetime, note: str = ""
) -> SessionAttendance:
    """
    Note that somebody is excused, or is not any more; twice is once.

    The note says on what grounds in an organisational sense, never about health. Excused time is shown and counts
    nothing.
    """
    locked, row = _row(session, enrolment, at)
    if row.is_excused == is_excused:
        return row
    row.is_excused = is_excused
    return _decide(locked, row, Kind.EXCUSED if is_excused else Kind.NOT_EXCUSED, reason=note, by=by, at=at)


@transaction.atomic
def accept(*, session: RunSession, enrolment: Enrolment, by: User, at: datetime) -> SessionAttendance:
    """Let hold what was counted after the session was confirmed. Raises NothingToDecide."""
    locked, row = _row(session, enrolment, at)
    if not row.differs:
        raise NothingToDecide
    row.measured_seconds, row.spans, row.is_exact = row.found_seconds, row.found_spans, row.found_is_exact
    return _decide(locked, row, Kind.ACCEPTED, by=by, at=at)


@transaction.atomic
def keep(*, session: RunSession, enrolment: Enrolment, by: User, at: datetime) -> SessionAttendance:
    """Stay with what holds, until something else is counted. Raises NothingToDecide."""
    locked, row = _row(session, enrolment, at)
    if not row.differs:
        raise NothingToDecide
    row.kept_at = at
    return _decide(locked, row, Kind.KEPT, by=by, at=at)


@transaction.atomic
def recognise(*, session: RunSession, external_id: str, enrolment: Enrolment | None, by: User, at: datetime) -> None:
    """
    Say who came in under a name that the server invented; None: it is not known after all.

    Everybody is counted anew; in a confirmed session the difference waits for a decision like any other.
    """
    locked = attendance.locked_session(session)
    KnownGuest.objects.filter(session=locked, external_id=external_id).delete()
    if enrolment is not None:
        if not measuring.concerned(locked).filter(pk=enrolment.pk).exists():
            raise NotOnTheList
        KnownGuest.objects.create(session=locked, external_id=external_id, enrolment=enrolment, by=by, at=at)
    who = str(enrolment.public_id) if enrolment is not None else ""
    details = {"name": external_id, "enrolment": who}
    provider = locked.run.course.provider
    audit.record("lms.guest_recognised", subject=locked, by=by, at=at, provider=provider, details=details)
    attendance.recompute(session=locked, at=at)


@transaction.atomic
def offer_catch_up(*, session: RunSession, run_unit_id: int | None, by: User, at: datetime) -> None:
    """
    Offer a voluntary unit of the run to those who miss the session; None: none. Who has done it already has made up.

    Raises NotOffered when the unit is not one of `measuring.catch_up_units`.
    """
    locked = attendance.locked_session(session)
    units = measuring.catch_up_units(locked)
    chosen = next((unit for unit in units if unit.pk == run_unit_id), None)
    if run_unit_id is not None and chosen is None:
        raise NotOffered
    item_id = chosen.item_id if chosen is not None else None
    if locked.catch_up_item_id == item_id:
        return
    locked.catch_up_item_id = item_id
    locked.save(update_fields=["catch_up_item_id"])
    details = {"item": str(item_id or "")}
    provider = locked.run.course.provider
    audit.record("lms.catch_up_offered", subject=locked, by=by, at=at, provider=provider, details=details)
    absences.add_missing(locked, at=at)
    rows = attendance.rows_of(locked).values()
    completing.settle(session=locked, rows=rows, by=by, at=at)


def _row(session: RunSession, enrolment: Enrolment, at: datetime) -> tuple[RunSession, SessionAttendance]:
    """Return the session and the person's row, both locked; counted first where nobody has yet."""
    locked = attendance.locked_session(session)
    if locked.is_cancelled:
        raise attendance.SessionIsCancelled
    absences.add_missing(locked, at=at)
    row = attendance.rows_of(locked).get(enrolment.pk)
    if row is None:
        row = next((one for one in attendance.count(locked, at=at) if one.enrolment_id == enrolment.pk), None)
    if row is None:
        raise NotOnTheList
    return locked, row


def _decide(
    session: RunSession, row: SessionAttendance, kind: Kind, *, by: User, at: datetime, reason: str = ""
) -> SessionAttendance:
    """Write the decision, what follows from it, and who made it."""
    before = row.present_seconds
    attendance.judge(row)
    row.save(update_fields=attendance.WRITTEN)
    seconds = row.present_seconds if kind in {Kind.CORRECTED, Kind.MEASURED, Kind.ACCEPTED} else None
    AttendanceDecision.objects.create(attendance=row, kind=kind, seconds=seconds, reason=reason, by=by, at=at)
    details = {"session": str(session.public_id), "before": before, "seconds": row.present_seconds}
    provider = session.run.course.provider
    audit.record(f"lms.attendance_{kind}", subject=row, by=by, at=at, provider=provider, details=details)
    completing.settle(session=session, rows=[row], by=by, at=at)
    return row
