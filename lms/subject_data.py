"""What learning holds about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lms.actions import entry_requests, retention
from lms.models import (
    AttendanceDecision,
    CalendarFeed,
    Enrolment,
    EntryRequest,
    GroupMember,
    HoursEntry,
    KnownGuest,
    Repair,
    RoomStay,
    SessionAttendance,
    Submission,
    UnitResult,
)
from privacy.registry import Kept

NO_REASON = "–"  # a correction has a reason, so it becomes none that says anything


def export(*, person: User) -> Mapping[str, Any]:
    """Return every enrolment with its results and hours, and since when a calendar may fetch the dates."""
    enrolments = (
        Enrolment.objects.filter(learner=person)
        .select_related("run__course", "place", "counts_for")
        .order_by("enrolled_at")
    )
    feed = CalendarFeed.objects.filter(person=person).first()
    subscribed = {"calendar_feed_since": feed.created_at.isoformat()} if feed is not None else {}
    asked = (
        EntryRequest.objects.filter(learner=person).select_related("course", "run", "file").order_by("asked_at", "pk")
    )
    return {
        "enrolments": [_enrolment(enrolment) for enrolment in enrolments],
        "entry_requests": [_entry_request(request) for request in asked],
        **subscribed,
    }


def _entry_request(request: EntryRequest) -> dict[str, Any]:
    return {
        "course": request.course.title,
        "run": request.run.public_id,
        "state": request.state,
        "reason": request.reason,
        "file": request.file.download_name if request.file is not None else None,
        "answer": request.answer,
        "asked_at": request.asked_at.isoformat(),
        "decided_at": _iso(request.decided_at),
        "emptied_at": _iso(request.emptied_at),
    }


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "course": enrolment.run.course.title,
        "run": enrolment.run.public_id,
        "state": enrolment.state,
        "counts_for": enrolment.counts_for.name if enrolment.counts_for is not None else None,
        "enrolled_at": enrolment.enrolled_at.isoformat(),
        "completed_at": _iso(enrolment.completed_at),
        "withdrawn_at": _iso(enrolment.withdrawn_at),
        "withdrawn_reason": enrolment.withdrawn_reason,
        "admitted_as": enrolment.admitted_as,
        "group": enrolment.group_member.number if hasattr(enrolment, "group_member") else None,
        "last_seen_at": _iso(enrolment.last_seen_at),
        "units": [
            {
                "item": str(result.item_id),
                "state": result.state,
                "success": result.success,
                "score": str(result.score) if result.score is not None else None,
                "progress": str(result.progress) if result.progress is not None else None,
                "total_seconds": result.total_seconds,
                "first_seen_at": result.first_seen_at.isoformat(),
                "last_seen_at": result.last_seen_at.isoformat(),
                "completed_at": _iso(result.completed_at),
                "changed_by_staff": [_repair(repair) for repair in result.repairs.all()],
            }
            for result in enrolment.unit_results.prefetch_related("repairs").order_by("first_seen_at")
        ],
        "hours": [
            {
                "item": str(entry.item_id) if entry.item_id is not None else None,
                "session": entry.session.public_id if entry.session is not None else None,
                "kind": entry.kind,
                "seconds": entry.seconds,
                "reason": entry.reason,
            }
            for entry in enrolment.hours.select_related("session").order_by("at", "pk")
        ],
        "submissions": [_submission(one) for one in _submissions(enrolment)],
        "sessions": [_session(row) for row in _attendances(enrolment)],
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "kind": repair.kind,
        "score_before": str(repair.score_before) if repair.score_before is not None else None,
        "score_after": str(repair.score_after) if repair.score_after is not None else None,
        "reason": repair.reason,
        "at": repair.at.isoformat(),
    }


def _submissions(enrolment: Enrolment) -> Iterable[Submission]:
    mine = Submission.objects.filter(unit_result__enrolment=enrolment).select_related("unit_result", "file")
    return mine.order_by("handed_in_at", "pk")


def _submission(submission: Submission) -> dict[str, Any]:
    return {
        "item": str(submission.unit_result.item_id),
        "version": submission.number,
        "state": submission.state,
        "text": submission.text,
        "file": submission.file.download_name if submission.file is not None else None,
        "feedback": submission.feedback,
        "handed_in_at": submission.handed_in_at.isoformat(),
        "answered_at": _iso(submission.decided_at),
        "emptied_at": _iso(submission.emptied_at),
    }


def _attendances(enrolment: Enrolment) -> Iterable[SessionAttendance]:
    rows = enrolment.attendances.select_related("session").prefetch_related("decisions")
    return rows.order_by("session__starts_at", "pk")


def _session(row: SessionAttendance) -> dict[str, Any]:
    stays = RoomStay.objects.filter(session=row.session_id, enrolment=row.enrolment_id).order_by("came_at", "pk")
    guests = KnownGuest.objects.filter(session=row.session_id, enrolment=row.enrolment_id).order_by("pk")
    return {
        "session": row.session.public_id,
        "starts_at": row.session.starts_at.isoformat(),
        "status": row.status,
        "present_seconds": row.present_seconds,
        "measured_seconds": row.measured_seconds,
        "scheduled_seconds": row.scheduled_seconds,
        "spans": row.spans,
        "counted_later_seconds": row.found_seconds if row.differs else None,
        "is_excused": row.is_excused,
        "decisions": [
            {"kind": one.kind, "seconds": one.seconds, "reason": one.reason, "at": one.at.isoformat()}
            for one in row.decisions.all()
        ],
        "in_the_room": [
            {"way": stay.way, "came_at": stay.came_at.isoformat(), "left_at": _iso(stay.left_at)} for stay in stays
        ],
        "recognised_as": [guest.external_id for guest in guests],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def kept(*, person: User) -> Sequence[Kept]:
    """Participation itself is kept for the funder; it no longer leads to a name."""
    if not Enrolment.objects.filter(learner=person).exists():
        return []
    return [
        Kept(
            what=_("Dass eine Person ohne Namen teilgenommen hat, mit Zeitraum und Stunden"),
            reason=_("Die Fördergeber prüfen das noch Jahre später. Ergebnisse und Gründe sind gelöscht."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Empty what tells how the person learned: scores, times, positions and reasons. Participation stays, nameless."""
    CalendarFeed.objects.filter(person=person).delete()
    entry_requests.remove(EntryRequest.objects.filter(learner=person, emptied_at__isnull=True), at=at)
    mine = Enrolment.objects.filter(learner=person)
    UnitResult.objects.filter(enrolment__in=mine).update(
        score=None,
        is_score_corrected=False,
        success=UnitResult.Success.UNKNOWN,
        progress=None,
        total_seconds=0,
        position={},
    )
    Repair.objects.filter(unit_result__enrolment__in=mine).update(reason=NO_REASON, score_before=None, score_after=None)
    attended = SessionAttendance.objects.filter(enrolment__in=mine)
    attended.update(spans=[], found_spans=[])
    AttendanceDecision.objects.filter(attendance__in=attended).exclude(reason="").update(reason=NO_REASON)
    HoursEntry.objects.filter(enrolment__in=mine).update(reason="")
    retention.empty_submissions(
        Submission.objects.filter(unit_result__enrolment__in=mine, emptied_at__isnull=True), at=at
    )
    RoomStay.objects.filter(enrolment__in=mine).delete()
    KnownGuest.objects.filter(enrolment__in=mine).delete()
    GroupMember.objects.filter(enrolment__in=mine).delete()
    mine.update(withdrawn_reason="", admitted_as="", last_seen_at=None, current_item_id=None)
