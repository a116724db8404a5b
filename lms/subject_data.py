"""What learning holds about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lms.models import CalendarFeed, Enrolment, UnitResult
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return every enrolment with its results and hours, and since when a calendar may fetch the dates."""
    enrolments = Enrolment.objects.filter(learner=person).select_related("run__course", "place").order_by("enrolled_at")
    feed = CalendarFeed.objects.filter(person=person).first()
    subscribed = {"calendar_feed_since": feed.created_at.isoformat()} if feed is not None else {}
    return {"enrolments": [_enrolment(enrolment) for enrolment in enrolments], **subscribed}


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "course": enrolment.run.course.title,
        "run": enrolment.run.public_id,
        "state": enrolment.state,
        "enrolled_at": enrolment.enrolled_at.isoformat(),
        "completed_at": _iso(enrolment.completed_at),
        "withdrawn_at": _iso(enrolment.withdrawn_at),
        "withdrawn_reason": enrolment.withdrawn_reason,
        "admitted_as": enrolment.admitted_as,
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
            }
            for result in enrolment.unit_results.order_by("first_seen_at")
        ],
        "hours": [
            {"item": str(entry.item_id), "kind": entry.kind, "minutes": entry.minutes, "reason": entry.reason}
            for entry in enrolment.hours.order_by("at")
        ],
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
    mine = Enrolment.objects.filter(learner=person)
    UnitResult.objects.filter(enrolment__in=mine).update(
        score=None, success=UnitResult.Success.UNKNOWN, progress=None, total_seconds=0, position={}
    )
    mine.update(withdrawn_reason="", admitted_as="", last_seen_at=None, current_item_id=None)
