"""Deciding about work that arrived after another device had taken over: the learner or staff takes or drops it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from scorm import commit_body, queries, wiring
from scorm.actions import attempts, commit_rows, commits, late_commits
from scorm.models import Attempt, CommitLog, LateDecision, Launch
from scorm.outcome import Applied


class NothingLate(Exception):
    """There is nothing undecided of this launch (any more)."""


def lock_attempts(launches: Iterable[Launch]) -> None:
    """Lock the attempts of these launches: what decides about several does so before the first."""
    keys = {launch.attempt_id for launch in launches}
    list(Attempt.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


@transaction.atomic
def apply_late(*, launch: Launch, by: Any, at: datetime) -> Applied:
    """
    Take over what the launch brought late, in its own order, over the present document.

    Ends the running player of the attempt, so that it cannot write its older view over it. Record the returned
    outcome in the same transaction. Raises PermissionDenied and NothingLate.
    """
    attempt, kept = _undecided(launch, by)
    attempts.supersede(attempt, at)
    Attempt.objects.filter(pk=attempt.pk).update(
        epoch=attempt.epoch + 1, seq=0, applied_epoch=attempt.epoch + 1, is_seed_stale=False, launch_active_seconds=0,
        active_seconds=attempt.active_seconds + attempt.launch_active_seconds,
    )  # fmt: skip
    applied: Applied | None = None
    first = None
    for late in kept:
        commit = commit_body.parse(late.body.encode())
        row = commit_rows.lock(commit.launch, commit.sco)
        if row is None:
            continue
        first = first or (commits.standing(row), row.total_seconds)
        late_commits.count_time(row, late_commits.superseded(row), commit)
        commits.take_over(row, commit, at)
        # Whatever sent it then: its time is told with what it brings now.
        applied = commits.write(row, replace(commit, trigger="replay"), at, *first, "late")
    _decide(launch, kept, LateDecision.APPLIED, by, at)
    if applied is None:
        raise NothingLate
    return applied


@transaction.atomic
def dismiss_late(*, launch: Launch, by: Any, at: datetime) -> None:
    """Drop what the launch brought late; it stays readable until its 30 days are over."""
    _, kept = _undecided(launch, by)
    _decide(launch, kept, LateDecision.DISMISSED, by, at)


def _undecided(launch: Launch, by: Any) -> tuple[Attempt, list[CommitLog]]:
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("registration", "version__package__owner")
        .get(pk=launch.attempt_id)
    )
    if attempt.registration.user_id != by.pk:
        wiring.require(by, wiring.SEE_ROSTER, attempt.version.package.owner)
    kept = list(queries.undecided().filter(launch=launch).order_by("seq"))
    if not kept:
        raise NothingLate
    return attempt, kept


def _decide(launch: Launch, kept: list[CommitLog], decision: LateDecision, by: Any, at: datetime) -> None:
    CommitLog.objects.filter(pk__in=[late.pk for late in kept]).update(decision=decision, decided_at=at, decided_by=by)
    owner = launch.attempt.version.package.owner
    details = {"registration": launch.attempt.registration.public_id, "commits": len(kept)}
    wiring.audit(f"scorm.late_work_{decision}", subject=launch, by=by, at=at, owner=owner, details=details)
