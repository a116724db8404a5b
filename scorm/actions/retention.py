"""What goes when its time is over; run once a day (settings.RETENTION)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from scorm import report, storage
from scorm.actions import checks
from scorm.limits import limit
from scorm.models import (
    Attempt,
    CallLogOrder,
    CallLogPart,
    CommitLog,
    EndReason,
    Interaction,
    Launch,
    PackageVersion,
    RefusedCommit,
    Registration,
    ScoState,
    VersionState,
)

BATCH = 500
DAY = timedelta(days=1)
MONTH = timedelta(days=30.5)


def remove_late_commits(*, at: datetime) -> int:
    """Remove late and refused commits after their 30 days."""
    old = at - timedelta(days=limit("LATE_DAYS"))
    late, _ = CommitLog.objects.filter(received_at__lt=old).delete()
    refused, _ = RefusedCommit.objects.filter(received_at__lt=old).delete()
    return late + refused


def remove_call_logs(*, at: datetime) -> int:
    """Remove logs of calls after their 14 days, and orders for them 30 days after they expired."""
    count, _ = CallLogPart.objects.filter(received_at__lt=at - timedelta(days=limit("CALL_LOG_DAYS"))).delete()
    orders, _ = CallLogOrder.objects.filter(expires_at__lt=at - timedelta(days=limit("LATE_DAYS"))).delete()
    return count + orders


def close_stale_launches(*, at: datetime) -> int:
    """End launches nobody has heard of since their token died."""
    dead = at - timedelta(seconds=limit("SESSION_SECONDS"))
    stale = Launch.objects.filter(ended_at=None, created_at__lt=dead, attempt__last_seen_at__lt=dead)
    return stale.update(ended_at=at, end_reason=EndReason.TIMEOUT)


def forget_names(*, at: datetime) -> int:
    """Empty name, mark of the sign-in and addresses of launches that ended 30 days ago."""
    old = Launch.objects.filter(ended_at__lt=at - timedelta(days=limit("LATE_DAYS"))).exclude(learner_name="")
    return old.update(learner_name="", sign_in="", return_url="", replay_url="")


def remove_previews(*, at: datetime) -> int:
    """Remove previews 30 days after they were opened."""
    old = Registration.objects.filter(is_preview=True, created_at__lt=at - timedelta(days=limit("LATE_DAYS")))
    count = old.count()
    old.delete()
    return count


def empty_old_attempts(*, at: datetime) -> int:
    """Empty documents and answers 24 months after the last visit; status, score and time stay."""
    old = Attempt.objects.filter(last_seen_at__lt=at - limit("RAW_MONTHS") * MONTH)
    written = ScoState.objects.filter(attempt=OuterRef("pk")).exclude(doc={}, suspend_data="")
    answered = Interaction.objects.filter(state__attempt=OuterRef("pk"))
    holding = old.filter(Exists(written) | Exists(answered) | Q(sequencing_state__isnull=False))
    chosen = list(holding.order_by("pk").values_list("pk", flat=True)[:BATCH])
    empty_raw_data(Attempt.objects.filter(pk__in=chosen))
    return len(chosen)


@transaction.atomic
def empty_raw_data(attempts: QuerySet[Attempt]) -> None:
    """Empty what packages wrote, and keep how far the person got."""
    locked = list(attempts.order_by("pk").select_for_update().values_list("pk", flat=True))
    Interaction.objects.filter(state__attempt__in=locked).delete()
    ScoState.objects.filter(attempt__in=locked).update(doc={}, suspend_data="")
    Attempt.objects.filter(pk__in=locked).update(sequencing_state=None, global_objectives={})


def give_up_checks(*, at: datetime) -> int:
    """Refuse uploads whose check has not come to an end within a day, so that nobody waits for ever."""
    waiting = [VersionState.QUEUED, VersionState.CHECKING]
    stuck = list(PackageVersion.objects.filter(state__in=waiting, created_at__lt=at - DAY)[:BATCH])
    for version in stuck:
        lines = [report.entry("check_gave_up")]
        PackageVersion.objects.filter(pk=version.pk, state__in=waiting).update(report=lines)
        checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    return len(stuck)


def sweep_orphans(*, at: datetime) -> int:
    """Remove uploads that never got a row, because the server died between storing file and row."""
    place, count = storage.storage(), 0
    for key in _zip_keys(place):
        if not PackageVersion.objects.filter(zip_key=key).exists() and place.get_modified_time(key) < at - DAY:
            place.delete(key)
            count += 1
    return count


def _zip_keys(place: Any) -> list[str]:
    try:
        owners, _ = place.listdir("")
    except FileNotFoundError:
        return []
    keys = []
    for owner in owners:
        kinds, _ = place.listdir(owner)
        if storage.ZIP in kinds:
            keys += [f"{owner}/{storage.ZIP}/{name}" for name in place.listdir(f"{owner}/{storage.ZIP}")[1]]
    return keys
