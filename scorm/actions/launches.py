"""Opening the player, and closing it from our side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from scorm import origins, tokens
from scorm.models import (
    Attempt,
    AttemptMode,
    AttemptState,
    EndReason,
    Launch,
    Registration,
    ScoKind,
    ScoState,
)


@transaction.atomic
def open_launch(
    *,
    registration: Registration,
    at: datetime,
    language: str,
    learner_name: str,
    return_url: str,
    replay_url: str,
) -> str:
    """
    Return the address of the player on the content origin, good for 15 minutes until it is opened.

    From now on only this launch writes: the epoch grows, and the one before learns what it had reached.
    """
    # Under the registration's lock two first launches cannot make two attempts.
    registration = (
        Registration.objects.select_for_update(of=("self",)).select_related("version").get(pk=registration.pk)
    )
    attempt = _active_attempt(registration, at)
    supersede(attempt, at)
    attempt.epoch += 1
    Attempt.objects.filter(pk=attempt.pk).update(
        epoch=attempt.epoch,
        seq=0,
        last_seen_at=at,
        is_seed_stale=False,
        active_seconds=F("active_seconds") + F("launch_active_seconds"),
        launch_active_seconds=0,
        rate_started_at=None,
        rate_count=0,
    )
    launch = Launch.objects.create(
        attempt=attempt,
        epoch=attempt.epoch,
        language=language,
        learner_name=learner_name[:200],
        return_url=return_url,
        replay_url=replay_url,
        created_at=at,
    )
    return f"{origins.content_origin(attempt.version)}/l/{tokens.make(launch.public_id, launch.nonce)}/"


def _active_attempt(registration: Registration, at: datetime) -> Attempt:
    active = registration.attempts.select_for_update(of=("self",)).select_related("version")
    attempt = active.filter(state=AttemptState.ACTIVE).first()
    if attempt is not None:
        return attempt
    attempt = Attempt.objects.create(
        registration=registration,
        number=registration.attempts.count() + 1,
        version=registration.version,
        mode=AttemptMode.PREVIEW if registration.is_preview else AttemptMode.NORMAL,
        started_at=at,
        last_seen_at=at,
    )
    scos = registration.version.scos.exclude(kind=ScoKind.CLUSTER)
    ScoState.objects.bulk_create(ScoState(attempt=attempt, sco=sco, updated_at=at) for sco in scos)
    return attempt


def supersede(attempt: Attempt, at: datetime) -> None:
    """Write down on the newest launch what it had reached, and settle its time; the attempt is locked."""
    newest = Launch.objects.filter(attempt=attempt, epoch=attempt.epoch)
    times = list(attempt.states.values_list("launch_seconds", "session_seconds"))
    newest.update(
        last_seq=attempt.seq,
        last_seen_at=attempt.last_seen_at,
        settled_seconds=sum(closed + current for closed, current in times),
    )
    newest.filter(ended_at=None).update(ended_at=at, end_reason=EndReason.SUPERSEDED)
    attempt.states.update(
        seconds_before=F("seconds_before") + F("launch_seconds") + F("session_seconds"),
        launch_seconds=0,
        session_seconds=0,
        page=1,
    )


@transaction.atomic
def close_launches(*, registrations: Any, at: datetime) -> None:
    """End every open player of these registrations (withdrawal, log-out everywhere); their tokens die at once."""
    attempts = Attempt.objects.filter(registration__in=registrations)
    list(attempts.order_by("pk").select_for_update().values_list("pk", flat=True))
    Launch.objects.filter(attempt__in=attempts, ended_at=None).update(ended_at=at, end_reason=EndReason.FORCED)


@transaction.atomic
def mark_opened(*, launch_id: int, attempt_id: int, at: datetime) -> Attempt:
    """Note that the player was opened with the present document as its seed; return the attempt, locked."""
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    opened = Launch.objects.filter(pk=launch_id, opened_at=None).update(opened_at=at)
    if opened:
        Attempt.objects.filter(pk=attempt_id).update(last_seen_at=at, is_seed_stale=False)
    elif attempt.is_seed_stale:
        Attempt.objects.filter(pk=attempt_id).update(is_seed_stale=False)
    return attempt
