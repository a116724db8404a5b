"""Why something that was played is not done yet: one reason for each, from the rows and rules, without words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from scorm import runtime
from scorm.models import Attempt, AttemptState, Completion, ScoKind, ScoState, Success
from scorm.runtime import Verdict

QUIET = timedelta(minutes=2)  # an open player commits every few seconds; silent for longer, it is gone or offline
MOST_NAMES = 3
HUNDRED = Decimal(100)


class Why(StrEnum):
    """What is in the way, the nearest cause first."""

    BEGINS_ANEW = "begins_anew"  # the last attempt was put an end to, and no new one has begun
    NOTHING_SAID = "nothing_said"  # opened, and nothing has ever arrived
    UNSENT = "unsent"  # closed without a farewell: changes may lie on a device
    SCORE_LOW = "score_low"  # less than needed
    FAILED = "failed"  # the content says so, and names no limit
    ITEMS_FAILED = "items_failed"  # of a course of several items nothing else is in the way
    ITEMS_OPEN = "items_open"  # of a course of several items
    PROGRESS_LOW = "progress_low"  # less than needed
    SCORE_ALONE = "score_alone"  # the content tells points, not what is needed, and never that it is completed
    NOT_SAID = "not_said"  # the content has never said that it is completed


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one attempt is not done; what is not part of the cause is None or empty."""

    why: Why
    reached: Decimal | None = None  # 0..1, score or progress
    needed: Decimal | None = None  # 0..1
    open_count: int = 0
    item_count: int = 0
    names: tuple[str, ...] = ()  # of open items, the first three


def reasons(context_keys: Iterable[UUID], *, at: datetime) -> dict[UUID, Reason | None]:
    """Return why each context is not done, None where it is; what was never opened is left out. One statement."""
    newest = _newest_states(context_keys)
    return {key: _reason(states[0].attempt, states, at) for key, states in newest.items()}


def played(context_key: UUID, *, at: datetime) -> tuple[list[Attempt], Reason | None]:
    """Return all attempts of a context in their order, and why the newest is not done. One statement."""
    states = list(_states([context_key]))
    attempts = list({state.attempt_id: state.attempt for state in states}.values())
    newest = [state for state in states if state.attempt_id == attempts[-1].pk]
    return attempts, _reason(attempts[-1], newest, at) if newest else None


def needed(context_key: UUID) -> Decimal | None:
    """Return the share of points that passes what is played here, 0..1; None where nothing, or no one item, says it."""
    states = _newest_states([context_key]).get(context_key, [])
    return needed_score(states[0]) if len(states) == 1 else None


def _newest_states(context_keys: Iterable[UUID]) -> dict[UUID, list[ScoState]]:
    """Return the items of each context's newest attempt, with the attempt and `most_points`. One statement."""
    newest: dict[UUID, list[ScoState]] = {}
    for state in _states(context_keys):
        key = state.attempt.registration.context_key
        if key not in newest or newest[key][0].attempt_id != state.attempt_id:
            newest[key] = []
        newest[key].append(state)
    return newest


def _states(context_keys: Iterable[UUID]) -> QuerySet[ScoState]:
    """Return the items of all attempts of these contexts, in the order of the attempts."""
    found = ScoState.objects.filter(
        attempt__registration__context_key__in=list(context_keys), attempt__registration__is_preview=False
    )
    states = (
        found.select_related("attempt__registration", "sco")
        .defer(*UNREAD)
        .annotate(most_points=KeyTextTransform("cmi.core.score.max", "doc"))
    )
    return states.order_by("attempt__number", "sco__position")


# What may be long and is not asked for.
UNREAD = (
    "doc", "suspend_data", "sco__launch_data", "sco__sequencing", "sco__prerequisites", "attempt__sequencing_state",
    "attempt__global_objectives", "attempt__shared_data",
)  # fmt: skip


def _reason(attempt: Attempt, states: Sequence[ScoState], at: datetime) -> Reason | None:
    if attempt.state not in (AttemptState.ACTIVE, AttemptState.FINISHED):
        return Reason(Why.BEGINS_ANEW)
    if runtime.is_complete(Verdict(attempt.completion, attempt.success, attempt.score, attempt.progress)):
        return None
    if not attempt.applied_epoch:
        return Reason(Why.NOTHING_SAID)
    if _is_unsent(attempt, states) and at - attempt.last_seen_at > QUIET:
        return Reason(Why.UNSENT)
    return _of_items(states) if len(states) > 1 else _of_one(attempt, states[0])


def _is_unsent(attempt: Attempt, states: Iterable[ScoState]) -> bool:
    """Return what `queries.Standing.unsent` tells: the item that is open has not said goodbye."""
    current = attempt.current_sco_id
    return bool(attempt.seq) and any(state.exit is None for state in states if current in (None, state.sco_id))


def _of_items(states: Sequence[ScoState]) -> Reason:
    waiting = [state for state in states if not _is_done(state)]
    if not waiting:
        return Reason(Why.NOT_SAID)  # the course's own rules are not met
    names = tuple(state.sco.title or state.sco.identifier for state in waiting[:MOST_NAMES])
    if all(state.success == Success.FAILED for state in waiting):
        return Reason(Why.ITEMS_FAILED, open_count=len(waiting), item_count=len(states), names=names)
    return Reason(Why.ITEMS_OPEN, open_count=len(waiting), item_count=len(states), names=names)


def _is_done(state: ScoState) -> bool:
    return state.completion == Completion.COMPLETED or state.success == Success.PASSED


def _of_one(attempt: Attempt, state: ScoState) -> Reason:
    needed = needed_score(state)
    if needed is not None and attempt.score is not None and attempt.score < needed:
        return Reason(Why.SCORE_LOW, attempt.score, needed)
    if attempt.success == Success.FAILED:
        return Reason(Why.FAILED)
    threshold = state.sco.completion_threshold
    if threshold is not None and attempt.progress is not None and attempt.progress < threshold:
        return Reason(Why.PROGRESS_LOW, attempt.progress, threshold)
    if needed is None and attempt.score is not None and attempt.score < 1:
        return Reason(Why.SCORE_ALONE, attempt.score)  # who stands on the last page already is not sent there
    return Reason(Why.NOT_SAID)


def needed_score(state: ScoState) -> Decimal | None:
    """Return the share of points that passes the item, 0..1, None where it names no limit."""
    sco = state.sco
    if sco.kind != ScoKind.SCO:
        return None
    if sco.mastery_score is not None:  # raw points, of as many as the content says there are
        most = runtime.number(getattr(state, "most_points", None)) or HUNDRED
        return runtime.share(sco.mastery_score / most) if most > 0 else None
    return runtime.share(sco.scaled_passing_score)
