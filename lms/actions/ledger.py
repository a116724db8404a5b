"""The lines of the hours ledger: one for each completed unit, one for each session, one for what made up for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from courses.models import RunSession, RunUnit, Unit
from lms import attendance as rules
from lms import queries
from lms.models import AttendanceDecision, HoursEntry, SessionAttendance, UnitResult

Kind = HoursEntry.Kind


def credit_unit(result: UnitResult, *, at: datetime) -> None:
    """
    Credit the planned time of a unit that is done, once.

    A unit that is taught at dates earns its hours there, and one that makes up for a session only where it does.
    """
    run_unit = result.run_unit
    if not run_unit.minutes or run_unit.kind == Unit.Kind.LIVE_SESSION or queries.is_about_sessions(run_unit):
        return
    entry = HoursEntry(
        enrolment=result.enrolment,
        item_id=result.item_id,
        kind=Kind.SELF_STUDY,
        seconds=run_unit.minutes * 60,
        at=at,
    )
    HoursEntry.objects.bulk_create([entry], ignore_conflicts=True)  # a key that exists has counted already


def credit_session(session: RunSession, rows: Collection[SessionAttendance], *, at: datetime) -> None:
    """
    Let the ledger say of these people what the confirmed session and what made up for it count (run and course loaded).

    Present time counts whatever the session's rule says (ADR 0007). Where the planned time of a unit was credited
    already, before there were sessions about it, that stands and nothing is added.
    """
    keys = [row.enrolment_id for row in rows]
    paid = _paid(keys, session)
    made_up = _made_up(keys, session)
    reasons = _reasons(rows)
    wanted: dict[tuple[int, str], HoursEntry] = {}
    for row in rows:
        common = {"enrolment_id": row.enrolment_id, "session": session, "at": at}
        if row.present_seconds and (row.enrolment_id, session.item_id) not in paid:
            reason = reasons.get(row.pk, "")
            wanted[row.enrolment_id, Kind.LIVE] = HoursEntry(
                **common, kind=Kind.LIVE, item_id=session.item_id, seconds=row.present_seconds, reason=reason
            )
        seconds = rules.caught_up_seconds(
            present=row.present_seconds,
            scheduled=row.scheduled_seconds,
            status=row.status,
            planned=made_up.get(row.enrolment_id, 0),
        )
        if seconds and (row.enrolment_id, session.catch_up_item_id) not in paid:
            wanted[row.enrolment_id, Kind.CATCH_UP] = HoursEntry(
                **common, kind=Kind.CATCH_UP, item_id=session.catch_up_item_id, seconds=seconds
            )
    _write(session, keys, wanted)


def _write(session: RunSession, keys: Sequence[int], wanted: Mapping[tuple[int, str], HoursEntry]) -> None:
    standing = {
        (entry.enrolment_id, entry.kind): entry
        for entry in HoursEntry.objects.filter(session=session, enrolment__in=keys)
    }
    gone = [entry.pk for key, entry in standing.items() if key not in wanted]
    HoursEntry.objects.filter(pk__in=gone).delete()
    HoursEntry.objects.bulk_create([entry for key, entry in wanted.items() if key not in standing])
    changed = []
    for key, entry in standing.items():
        new = wanted.get(key)
        if new is not None and (new.seconds, new.reason, new.item_id) != (entry.seconds, entry.reason, entry.item_id):
            new.pk = entry.pk
            changed.append(new)
    HoursEntry.objects.bulk_update(changed, ["seconds", "reason", "item_id", "at"])


def _paid(keys: Sequence[int], session: RunSession) -> set[tuple[int, UUID | None]]:
    """Return for whom the planned time of one of the session's items stands in the ledger as self-study."""
    items = [item for item in (session.item_id, session.catch_up_item_id) if item is not None]
    if not items:
        return set()
    entries = HoursEntry.objects.filter(enrolment__in=keys, item_id__in=items, kind=Kind.SELF_STUDY)
    return set(entries.values_list("enrolment_id", "item_id"))


def _made_up(keys: Sequence[int], session: RunSession) -> dict[int, int]:
    """Return the planned seconds of what makes up for the session, by who has done it, if the course credits that."""
    item_id = session.catch_up_item_id
    if item_id is None or not session.run.course.credits_catch_up:
        return {}
    minutes = RunUnit.objects.filter(run=session.run_id, item_id=item_id).values_list("minutes", flat=True).first()
    done = UnitResult.objects.filter(enrolment__in=keys, item_id=item_id, state=UnitResult.State.COMPLETED)
    return dict.fromkeys(done.values_list("enrolment_id", flat=True), (minutes or 0) * 60)


def _reasons(rows: Collection[SessionAttendance]) -> dict[int, str]:
    """Return why the time of a row was corrected, by the row's key; the newest reason holds."""
    corrected = [row.pk for row in rows if row.corrected_seconds is not None]
    if not corrected:
        return {}
    made = AttendanceDecision.objects.filter(attendance__in=corrected, kind=AttendanceDecision.Kind.CORRECTED)
    return dict(made.order_by("at", "pk").values_list("attendance_id", "reason"))
