"""What packages know about a person. Results live in the floor above; this is the raw material."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from scorm import bootstrap, call_log
from scorm.actions import launches, retention
from scorm.limits import limit
from scorm.models import Attempt, CallLogOrder, CallLogPart, CommitLog, Launch, RefusedCommit, Registration


def export(*, person: Any) -> Mapping[str, Any]:
    """Return every attempt of the person with the whole document its package wrote."""
    attempts = (
        Attempt.objects.filter(registration__user=person)
        .select_related("registration", "version__package")
        .prefetch_related("states__sco", "states__interactions")
        .order_by("started_at", "pk")
    )
    late = CommitLog.objects.filter(launch__attempt__registration__user=person).order_by("received_at")
    refused = RefusedCommit.objects.filter(launch__attempt__registration__user=person)
    found = {
        "scorm_attempts": [_attempt(attempt) for attempt in attempts],
        "scorm_late_work": [{"received_at": each.received_at.isoformat(), "body": each.body} for each in late],
        "scorm_refused": [{"received_at": each.received_at.isoformat(), "body": each.body} for each in refused],
        "scorm_call_logs": _call_logs(person),
        "scorm_call_logs_ordered": _call_log_orders(person),
    }
    return {name: rows for name, rows in found.items() if rows}


def _call_logs(person: Any) -> list[dict[str, Any]]:
    """Return what was recorded of the person's launches, for support."""
    logged = Launch.objects.filter(attempt__registration__user=person, call_log_parts__isnull=False).distinct()
    return [
        {
            "opened_at": launch.created_at.isoformat(),
            "lines": [
                [line.at.isoformat(), line.call, line.element, line.value, line.answer, line.error, line.times]
                for line in call_log.read(launch.call_log_parts.all(), most_parts=limit("CALL_LOG_PARTS")).lines
            ],
        }
        for launch in logged.prefetch_related("call_log_parts").order_by("created_at")
    ]


def _call_log_orders(person: Any) -> list[dict[str, Any]]:
    orders = CallLogOrder.objects.filter(registration__user=person).order_by("created_at")
    return [{"ordered_at": each.created_at.isoformat(), "reason": each.reason} for each in orders]


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "public_id": attempt.public_id,
        "package": attempt.version.package.title,
        "started_at": attempt.started_at.isoformat(),
        "last_seen_at": attempt.last_seen_at.isoformat(),
        "completion": attempt.completion,
        "success": attempt.success,
        "score": None if attempt.score is None else str(attempt.score),
        "total_seconds": attempt.total_seconds,
        "active_seconds": attempt.active_seconds + attempt.launch_active_seconds,
        "items": _items(attempt),
        **({"course": course} if (course := bootstrap.course_state(attempt)) else {}),
    }


def _items(attempt: Attempt) -> dict[str, Any]:
    """Return the document of each item by its title; a title that two items share is told with the identifier."""
    states = list(attempt.states.all())
    titles = Counter(state.sco.title for state in states)
    return {
        state.sco.title if titles[state.sco.title] == 1 else f"{state.sco.title} ({state.sco.identifier})": (
            bootstrap.seed(state, attempt.version.is_2004)
        )
        for state in states
    }


def kept(*, person: Any) -> Sequence[Any]:
    """Nothing: what must outlive the account (results, certificates) is kept by the floors above."""
    return []


def erase(*, person: Any, at: datetime) -> None:
    """Empty documents, answers, late and refused work and names; end what is still open; the emptied attempts stay."""
    registrations = Registration.objects.filter(user=person)
    launches.close_launches(registrations=registrations, at=at)
    attempts = Attempt.objects.filter(registration__in=registrations)
    retention.empty_raw_data(attempts)
    CommitLog.objects.filter(launch__attempt__in=attempts).delete()
    RefusedCommit.objects.filter(launch__attempt__in=attempts).delete()
    CallLogPart.objects.filter(launch__attempt__in=attempts).delete()
    CallLogOrder.objects.filter(registration__in=registrations).delete()
    Launch.objects.filter(attempt__in=attempts).update(learner_name="", sign_in="", return_url="", replay_url="")
    Registration.objects.filter(user=person, is_preview=True).delete()
