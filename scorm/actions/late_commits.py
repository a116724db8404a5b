"""What arrives from a launch after a newer one took over: applied if nothing was built upon it, else kept whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from scorm import commit_body, runtime
from scorm.actions.commit_rows import Row
from scorm.commit_body import Commit
from scorm.models import CommitLog, EndReason, Launch

MAX_KEPT = 200  # per launch; a player sends one whole commit after it was told
AT_THE_DOOR = timedelta(minutes=1)  # a commit may have waited for the page that was opened before it was applied


def superseded(row: Row) -> Launch:
    """Return the launch as it stands now: read anew, because only the attempt and the state were locked."""
    return Launch.objects.only("last_seq", "settled_seconds", "opened_at", "ended_at").get(pk=row.launch_id)


def is_known(row: Row, commit: Commit) -> bool:
    """Return whether the very commit was applied or kept already."""
    last = row.seq if row.launch_epoch == row.epoch else superseded(row).last_seq
    return commit.seq <= last or CommitLog.objects.filter(launch_id=row.launch_id, seq=commit.seq).exists()


def look_again(row: Row) -> None:
    """
    Read when a launch that is no longer the newest was last heard of, and whether it was closed.

    A commit that waited for its attempt knows the launch only as it stood before the wait.
    """
    launch = Launch.objects.only("last_seen_at", "end_reason").get(pk=row.launch_id)
    row.end_reason, row.heard_at = launch.end_reason, launch.last_seen_at or row.opened_at


def time_out(row: Row, at: datetime) -> None:
    """End a launch whose token has died, so that what is handed in of it does not open it again."""
    Launch.objects.filter(pk=row.launch_id, ended_at=None).update(ended_at=at, end_reason=EndReason.TIMEOUT)


def keep(row: Row, commit: Commit, body: bytes, at: datetime, *, applied: bool) -> None:
    """Keep the commit whole; one already known stays, unless the new one is full and the old one was not."""
    values: dict[str, Any] = {
        "received_at": at,
        "trigger": commit.trigger,
        "is_full": commit.is_full,
        "body": body.decode("utf-8"),
        "applied": applied,
    }
    kept = CommitLog.objects.filter(launch_id=row.launch_id)
    known = kept.filter(seq=commit.seq)
    if commit.is_full and known.filter(is_full=False, decision="").update(**values):
        pass
    elif not known.exists() and (applied or kept.count() < MAX_KEPT):
        CommitLog.objects.create(launch_id=row.launch_id, seq=commit.seq, **values)
    elif applied:
        known.update(applied=True)
    if applied:
        Launch.objects.filter(pk=row.launch_id).update(last_seq=commit.seq)
        if commit.is_full:
            _absorb(row, commit)


def _absorb(row: Row, commit: Commit) -> None:
    """Offer no more what a whole document of the item, applied now, holds as well or speaks of otherwise."""
    earlier = CommitLog.objects.filter(launch_id=row.launch_id, applied=False, decision="", seq__lt=commit.seq)
    parts = [late.pk for late in earlier if _is_within(commit_body.parse(late.body.encode()), commit)]
    earlier.filter(pk__in=parts).update(applied=True)


def _is_within(late: Commit, whole: Commit) -> bool:
    """Return whether a whole document speaks of all that an earlier commit said."""
    rows = whole.kept_rows
    says = {
        *late.changes,
        *(f"cmi.interactions.{idx}.{name}" for idx in late.interactions for name in late.interactions[idx]),
    }
    is_left_out = any(map(whole.keeps, says)) or rows is None or not rows.isdisjoint(late.interactions)
    return late.sco == whole.sco and not is_left_out


def count_time(row: Row, launch: Launch, commit: Commit) -> None:
    """Add the session time the superseded launch had not reported yet, within the time it was the newest."""
    reported = runtime.session_seconds(commit.changes)
    if reported is None or launch.opened_at is None or launch.ended_at is None:
        return
    most = int((launch.ended_at - launch.opened_at).total_seconds()) + 60
    more = max(0, min(reported, most) - launch.settled_seconds)
    if more:
        row.seconds_before += more
        Launch.objects.filter(pk=launch.pk).update(settled_seconds=launch.settled_seconds + more)


def mark_overwritten(row: Row) -> None:
    """Offer again what a newer launch, unaware of it, is about to replace; what came before it was opened, it knows."""
    older = CommitLog.objects.filter(launch__attempt_id=row.attempt_id, launch__epoch__lt=row.launch_epoch)
    if row.opened_at is not None:
        older = older.filter(received_at__gte=row.opened_at - AT_THE_DOOR)
    older.filter(applied=True, decision="").update(applied=False)
