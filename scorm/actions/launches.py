"""Opening the player, and closing it from our side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from scorm import origins, tokens
from scorm.actions import attempts, call_logs
from scorm.limits import limit
from scorm.models import Attempt, EndReason, Launch, Registration


@transaction.atomic
def open_launch(
    *,
    registration: Registration,
    at: datetime,
    language: str,
    learner_name: str,
    return_url: str,
    replay_url: str,
    sign_in: str = "",
    new_after: int | None = None,
    follows_package_orders: bool = True,
) -> str:
    """
    Return the address of the player on the content origin, good for 15 minutes until it is opened.

    From now on only this launch writes: the epoch grows, and the one before learns what it had reached. `new_after`
    begins a new attempt, unless one with a greater number exists. Without `follows_package_orders` the launch is
    logged only where somebody ordered it for this person. `sign_in` is up to 64 characters of the platform's own, the
    same for all that is opened in one sign-in: `sign_out` tells by it what to close. Raises attempts.NoNewAttempt.
    """
    # Under the registration's lock two openings at once cannot make two attempts.
    Registration.objects.select_for_update(of=("self",)).only("pk").get(pk=registration.pk)
    # A statement of its own: who had to wait may have been moved to another version, and a join would find no row then.
    registration = Registration.objects.select_related("version__package__owner", "user").get(pk=registration.pk)
    attempt, is_review = attempts.to_open(registration, new_after=new_after, at=at)
    attempts.supersede(attempt, at)
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
        is_review=is_review,
        is_logged=call_logs.take(
            registration=registration, mode=attempt.mode, follows_package=follows_package_orders, at=at
        ),
        sign_in=sign_in,
        language=language,
        learner_name=learner_name[:200],
        return_url=return_url,
        replay_url=replay_url,
        created_at=at,
    )
    return f"{origins.content_origin(attempt.version)}/l/{tokens.make(launch.public_id, launch.nonce)}/"


@transaction.atomic
def close_launches(*, registrations: Any, at: datetime) -> None:
    """
    End every player of these registrations (withdrawal, erasure); their tokens die at once, those of files as well.

    A superseded one too: whose attempt was left behind is still the newest of its version, on which reading hangs.
    """
    rows = Attempt.objects.filter(registration__in=registrations)
    rows = Attempt.objects.filter(pk__in=_locked(rows))
    attempts.shut(rows, at)
    # A commit that waits for the lock reads the attempt anew, but not its launch: by the epoch it knows to look again.
    newest = Launch.objects.filter(attempt__in=rows, epoch=F("attempt__epoch"), end_reason=EndReason.FORCED)
    Attempt.objects.filter(pk__in=list(newest.values_list("attempt", flat=True))).update(epoch=F("epoch") + 1)


def _locked(rows: QuerySet[Attempt]) -> list[int]:
    return list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


@transaction.atomic
def sign_out(*, user: Any, at: datetime, ended: str | None = None, kept: str | None = None) -> None:
    """
    Close what the person has open: whoever uses the device next opens neither player nor files from its history.

    With `ended`, the mark of a sign-in, close only what was opened in it; with `kept`, all but what was opened in
    that one. A launch without a mark is closed by every sign-out. What the devices have not sent yet is taken all the
    same, with the launch's own token: it only brings back.
    """
    since = at - timedelta(seconds=limit("SESSION_SECONDS"))
    chosen = Launch.objects.filter(attempt__registration__user=user)
    if ended is not None:
        chosen = chosen.filter(sign_in__in=["", ended])
    if kept:
        chosen = chosen.exclude(sign_in=kept)
    rows = Attempt.objects.filter(last_seen_at__gte=since, pk__in=chosen.values("attempt_id"))
    attempts.shut(rows.filter(pk__in=_locked(rows)), at, reason=EndReason.SIGNED_OUT, chosen=chosen)


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
