"""Attempts: which one an opening goes on with, when a new one begins, and what several of them come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from scorm import policy, runtime, wiring
from scorm.models import (
    Attempt,
    AttemptMode,
    AttemptState,
    Counting,
    EndReason,
    Launch,
    Registration,
    ScoKind,
    ScoState,
)
from scorm.outcome import Outcome, SuccessWord
from scorm.policy import Offer, Way

COUNTING_LOCK = 6_036  # keeps these advisory locks apart from others
# Not the registration's row: openings lock it before they lock attempts.
ONE_BY_ONE = """SELECT pg_advisory_xact_lock(%s, (registration_id %% 2147483647)::integer) FROM scorm_attempt
WHERE id = %s"""


class NoNewAttempt(Exception):
    """Another attempt may not be begun (now); `offer` says what may be done instead."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        super().__init__(offer.way)


def to_open(registration: Registration, *, new_after: int | None, at: datetime) -> tuple[Attempt, bool]:
    """
    Return the attempt that an opening plays, locked, and whether it may only be looked at; begin one where it is due.

    The registration is locked by the caller, so two openings at once cannot begin two attempts. `new_after` is the
    number of the attempt that the learner saw and wants to leave behind: the same wish twice begins one. Raises
    NoNewAttempt.
    """
    rows = list(registration.attempts.select_for_update(of=("self",)).order_by("number").select_related("version"))
    offer = policy.offer(policy.policy_of(registration), [policy.made(row) for row in rows])
    present = rows[-1] if rows else None
    if present is None or offer.way is Way.START:
        return _begin(registration, rows, at), False
    if new_after is not None and present.number <= new_after:
        if not offer.may_start_over(at):
            raise NoNewAttempt(offer)
        end(present, AttemptState.FINISHED if offer.is_over else AttemptState.ABANDONED, at)
        return _begin(registration, rows, at), False
    if offer.way is Way.REVIEW and present.state == AttemptState.ACTIVE:
        # From now on it is over; the pause before the next is counted from its own last sign of life.
        present.state, present.finished_at = AttemptState.FINISHED, present.last_seen_at
        present.save(update_fields=["state", "finished_at"])
    return present, offer.way is Way.REVIEW


def _begin(registration: Registration, earlier: Sequence[Attempt], at: datetime) -> Attempt:
    attempt = Attempt.objects.create(
        registration=registration,
        number=earlier[-1].number + 1 if earlier else 1,
        version=registration.version,
        mode=AttemptMode.PREVIEW if registration.is_preview else AttemptMode.NORMAL,
        started_at=at,
        last_seen_at=at,
    )
    scos = registration.version.scos.exclude(kind=ScoKind.CLUSTER)
    ScoState.objects.bulk_create(ScoState(attempt=attempt, sco=sco, updated_at=at) for sco in scos)
    if earlier:
        wiring.audit(
            "scorm.attempt_started",
            subject=attempt,
            by=registration.user,
            at=at,
            owner=registration.version.package.owner,
            details={"registration": registration.public_id, "number": attempt.number},
        )
    return attempt


def end(attempt: Attempt, state: AttemptState, at: datetime) -> None:
    """
    End the attempt, which is locked; its results stay.

    A player still open is told that it was superseded; what it had not sent is taken all the same, into this attempt.
    """
    if attempt.state != AttemptState.ACTIVE:
        return
    supersede(attempt, at)
    attempt.state, attempt.finished_at, attempt.epoch, attempt.seq = state, at, attempt.epoch + 1, 0
    attempt.save(update_fields=["state", "finished_at", "epoch", "seq"])


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


def shut(
    rows: QuerySet[Attempt],
    at: datetime,
    *,
    reason: EndReason = EndReason.FORCED,
    chosen: QuerySet[Launch] | None = None,
) -> None:
    """
    End all that is open on these attempts, which are locked, and what was superseded before; of `chosen` alone, if any.

    What nobody had heard of for long has ended; its device may still hand in what it kept.
    """
    weaker = ["", EndReason.SUPERSEDED, EndReason.SIGNED_OUT]
    every = Launch.objects.all() if chosen is None else chosen
    known = every.filter(attempt__in=rows, end_reason__in=weaker)
    known.update(end_reason=reason, ended_at=Coalesce("ended_at", Value(at)))


def outcome(attempt_id: int) -> Outcome:
    """
    Return what all attempts of this one's registration come to, as the floor above understands it.

    Two that end in the same instant are counted one after the other, or each would miss what the other has reached. The
    lock is taken after those of attempts and before those of the floors above.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ONE_BY_ONE, [COUNTING_LOCK, attempt_id])
    rows = list(
        Attempt.objects.filter(registration__attempts=attempt_id)
        .select_related("registration", "version__package")
        .defer("sequencing_state", "global_objectives", "shared_data", "version__manifest", "version__report")
        .order_by("number")
    )
    registration = rows[-1].registration
    verdict = policy.counted(registration.counts, [policy.made(row) for row in rows])
    return Outcome(
        context_key=registration.context_key,
        is_complete=runtime.is_complete(verdict),
        success=cast(SuccessWord, verdict.success),
        score=verdict.score,
        progress=verdict.progress,
        total_seconds=sum(row.total_seconds for row in rows),
        keeps_best=registration.counts == Counting.BEST and not rows[-1].version.package.allows_downgrade,
    )
