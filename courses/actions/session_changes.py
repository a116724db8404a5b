"""Changing, calling off and taking over sessions; whoever is concerned is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from accounts.models import User
from courses import timetable
from courses.actions import recordings, session_letters
from courses.actions.guests import link_expires_at
from courses.actions.run_lock import locked_run
from courses.actions.session_plan import (
    RecordingIsFixed,
    SessionHasChanged,
    SessionIsCancelled,
    SessionIsOver,
    SessionPlan,
    check_item,
    check_trainers,
)
from courses.models import Run, RunSession, SessionTrainer
from courses.timetable import Slot
from live_sessions.actions import consents, guests
from live_sessions.models import DeletionReason, Meeting
from privacy import audit

# What a calendar must know; a change of anything else is nobody's letter.
CALENDAR_COLUMNS = frozenset({"title", "title_translations", "mode", "place", "starts_at", "ends_at", "trainers"})


class Scope(StrEnum):
    """How far a change of one session of a series reaches."""

    ONE = "one"
    FOLLOWING = "following"  # this one, and the later ones of its series


@transaction.atomic
def change_session(
    *,
    session: RunSession,
    known_version: int,
    plan: SessionPlan,
    slot: Slot,
    by: User,
    at: datetime,
    scope: Scope = Scope.ONE,
) -> list[RunSession]:
    """
    Change a session, or it and the following ones of its series; return those that changed.

    What differs from the session as it was is taken over by the others: a new day of the week moves each by as many
    days, new wall times are theirs too, and what one of them has of its own elsewhere stays. `known_version` is that
    of the row the person saw. Raises RunIsOver, SessionHasChanged, SessionIsCancelled, SessionIsOver, NoTrainer,
    MayNotTeach, ItemIsUnknown, RecordingIsFixed.
    """
    run, reached = _locked(session, scope, at)
    first = reached[0]
    if first.version != known_version:
        raise SessionHasChanged
    if slot.ends_at <= at:
        raise SessionIsOver
    before = {one.pk: _trainers_of(one) for one in reached}
    known = {user.pk for users in before.values() for user in users}
    check_trainers(run, plan.trainers, known=known)
    columns = {name: value for name, value in plan.columns().items() if getattr(first, name) != value}
    if "item_id" in columns:
        check_item(run, plan.item_id)
    if "recording_policy" in columns:
        _check_no_room(reached)
        consents.ensure_text(at=at)
    old = Slot(first.starts_at, first.ends_at)
    new_trainers = {user.pk for user in plan.trainers} != {user.pk for user in before[first.pk]}
    changed = []
    for one in reached:
        wanted = {**columns, **_moved(one, old, slot)}
        names = _apply(one, wanted, plan.trainers if new_trainers else None, before[one.pk], at)
        if names:
            changed.append((one, names))
    if not changed:
        return []
    names = {name for _one, found in changed for name in found}
    _record("courses.session_changed", first, run, by, at, {"fields": sorted(names), "sessions": len(changed)})
    told = [one for one, found in changed if CALENDAR_COLUMNS & found]
    former = [user for one in told for user in before[one.pk]]
    session_letters.changed(told, subject=first, also=former, at=at)
    return [one for one, _found in changed]


@transaction.atomic
def cancel_session(
    *, session: RunSession, reason: str, by: User, at: datetime, scope: Scope = Scope.ONE
) -> list[RunSession]:
    """
    Call a session off, or it and the following ones of its series; return those called off now. Twice is once.

    Raises RunIsOver, SessionIsOver.
    """
    run = locked_run(session.run)
    locked = _rows(session, scope)
    if locked[0].is_cancelled:
        return []
    if locked[0].is_over(at):
        raise SessionIsOver
    reached = [one for one in locked if not one.is_cancelled]
    _cancel(reached, reason, by, at)
    _record("courses.session_cancelled", reached[0], run, by, at, {"sessions": len(reached)})
    session_letters.cancelled(reached, reason=reason, at=at)
    return reached


def cancel_sessions_of(*, run: Run, reason: str, by: User, at: datetime) -> None:
    """Call off what is still to come of a run that is called off itself, in its transaction and under its lock."""
    reached = list(
        RunSession.objects.select_for_update(of=("self",))
        .select_related("run__course__provider")
        .filter(run=run, state=RunSession.State.PLANNED, ends_at__gt=at, confirmed_at=None)
        .order_by("starts_at", "pk")
    )
    if reached:
        _cancel(reached, reason, by, at)
        session_letters.cancelled(reached, reason=reason, at=at)


@transaction.atomic
def take_over_session(*, session: RunSession, by: User, at: datetime) -> RunSession:
    """
    Let a colleague teach the session in place of whoever would have, and tell everybody. Twice is once.

    Raises RunIsOver, SessionIsCancelled, SessionIsOver, MayNotTeach.
    """
    run, [locked] = _locked(session, Scope.ONE, at)
    check_trainers(run, [by])
    former = _trainers_of(locked)
    if [user.pk for user in former] == [by.pk]:
        return locked
    _apply(locked, {}, (by,), former, at)
    _record("courses.session_taken_over", locked, run, by, at, {"from": [user.public_id for user in former]})
    session_letters.taken_over(locked, by=by, former=former, at=at)
    return locked


@transaction.atomic
def record_no_session(*, session: RunSession, by: User, at: datetime) -> RunSession:
    """
    Switch recording off for a session before its room is open. Twice is once.

    Raises RunIsOver, SessionIsCancelled, SessionIsOver, RecordingIsFixed.
    """
    run, [locked] = _locked(session, Scope.ONE, at)
    if not locked.may_be_recorded:
        return locked
    _check_no_room([locked])
    _apply(locked, {"recording_policy": RunSession.RecordingPolicy.NEVER}, None, (), at)
    _record("courses.session_recording_switched_off", locked, run, by, at)
    return locked


def _check_no_room(sessions: Sequence[RunSession]) -> None:
    if Meeting.objects.live().filter(context_key__in=[one.context_key for one in sessions]).exists():
        raise RecordingIsFixed


def _locked(session: RunSession, scope: Scope, at: datetime) -> tuple[Run, list[RunSession]]:
    """Return the run and the sessions reached, under their locks, the one meant first; it must still be to come."""
    run = locked_run(session.run)
    rows = _rows(session, scope)
    if rows[0].is_cancelled:
        raise SessionIsCancelled
    if rows[0].is_over(at):
        raise SessionIsOver
    return run, [row for row in rows if not row.is_cancelled]


def _rows(session: RunSession, scope: Scope) -> list[RunSession]:
    rows = RunSession.objects.select_for_update(of=("self",)).select_related("run__course__provider")
    first = rows.get(pk=session.pk)
    if scope == Scope.ONE or first.series_id is None:
        return [first]
    later = rows.filter(series=first.series_id, starts_at__gt=first.starts_at).order_by("starts_at", "pk")
    return [first, *later]


def _trainers_of(session: RunSession) -> list[User]:
    return [row.user for row in session.session_trainers.select_related("user").order_by("user__full_name", "pk")]


def _moved(one: RunSession, old: Slot, new: Slot) -> dict[str, Any]:
    to = timetable.shifted(Slot(one.starts_at, one.ends_at), old, new)
    return {"starts_at": to.starts_at, "ends_at": to.ends_at}


def _apply(
    one: RunSession,
    wanted: Mapping[str, Any],
    trainers: Sequence[User] | None,
    before: Sequence[User],
    at: datetime,
) -> set[str]:
    """Write what differs; return the names of what did."""
    names = {name for name, value in wanted.items() if getattr(one, name) != value}
    for name in names:
        setattr(one, name, wanted[name])
    if trainers is not None and {user.pk for user in trainers} != {user.pk for user in before}:
        one.session_trainers.exclude(user__in=trainers).delete()
        SessionTrainer.objects.bulk_create(
            [SessionTrainer(session=one, user=user) for user in trainers], ignore_conflicts=True
        )
        names.add("trainers")
    if "ends_at" in names:
        guests.move(context_key=one.context_key, expires_at=link_expires_at(one))
    if names:
        one.version += 1
        one.sequence += bool(CALENDAR_COLUMNS & names)
        one.changed_at = at
        one.save(update_fields=[*(names - {"trainers"}), "version", "sequence", "changed_at"])
    return names


def _cancel(sessions: Sequence[RunSession], reason: str, by: User, at: datetime) -> None:
    for one in sessions:
        one.state, one.cancelled_at, one.cancel_reason = RunSession.State.CANCELLED, at, reason
        one.version, one.sequence, one.changed_at = one.version + 1, one.sequence + 1, at
    fields = ["state", "cancelled_at", "cancel_reason", "version", "sequence", "changed_at"]
    RunSession.objects.bulk_update(sessions, fields)
    recordings.delete_of_sessions(sessions, why=DeletionReason.CALLED_OFF, by=by, at=at)


def _record(
    action: str, session: RunSession, run: Run, by: User, at: datetime, details: Mapping[str, Any] | None = None
) -> None:
    told = {"run": run.public_id, **(details or {})}
    audit.record(action, subject=session, by=by, at=at, provider=run.provider, details=told)
