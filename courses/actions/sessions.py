"""Planning sessions of a run: one, or a series."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from accounts.models import User
from courses import timetable
from courses.actions import session_letters
from courses.actions.run_lock import locked_run
from courses.actions.session_plan import NEVER, SessionIsOver, SessionPlan, check_item, check_trainers
from courses.models import Run, RunSession, SessionSeries, SessionTrainer
from courses.timetable import Pattern, Slot
from live_sessions.actions import consents
from privacy import audit


class NoDates(Exception):
    """The pattern has no day at all."""


class TooManyDates(Exception):
    """The pattern has more days than `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"more than {most} dates")


@transaction.atomic
def plan_session(*, run: Run, plan: SessionPlan, slot: Slot, by: User, at: datetime) -> RunSession:
    """
    Plan a single session and tell everybody concerned.

    Raises RunIsOver, NoTrainer, MayNotTeach, ItemIsUnknown, SessionIsOver.
    """
    locked = _ready(run, plan, [slot], at)
    [session] = _create(locked, plan, [slot], at=at, series=None)
    audit.record(
        "courses.session_planned",
        subject=session,
        by=by,
        at=at,
        provider=locked.provider,
        details={"run": locked.public_id, "starts_at": slot.starts_at.isoformat()},
    )
    session_letters.planned([session], at=at)
    return session


@transaction.atomic
def plan_series(
    *, run: Run, plan: SessionPlan, pattern: Pattern, left_out: Collection[date] = (), by: User, at: datetime
) -> SessionSeries:
    """
    Plan all sessions of a weekly pattern but those on days left out, and tell everybody concerned in one letter.

    Exceptions of the pattern are days it passes over before it counts; days left out are taken off what it gave, so
    that nothing is planned that a preview did not show. Raises what plan_session raises, NoDates and TooManyDates.
    """
    most = settings.SESSION_SERIES_MOST
    days = timetable.days(pattern, most=most + 1)
    if len(days) > most:
        raise TooManyDates(most)
    slots = [timetable.slot(day, pattern.begins, pattern.ends) for day in days if day not in set(left_out)]
    if not slots:
        raise NoDates
    locked = _ready(run, plan, slots, at)
    series = SessionSeries.objects.create(
        run=locked,
        weekdays=list(pattern.weekdays),
        begins=pattern.begins,
        ends=pattern.ends,
        from_on=pattern.from_on,
        until_on=pattern.until_on,
        count=pattern.count,
        exceptions=sorted(day.isoformat() for day in {*pattern.exceptions, *left_out}),
        planned_at=at,
    )
    sessions = _create(locked, plan, slots, at=at, series=series)
    audit.record(
        "courses.session_series_planned",
        subject=series,
        by=by,
        at=at,
        provider=locked.provider,
        details={"run": locked.public_id, "sessions": len(sessions)},
    )
    session_letters.planned(sessions, at=at)
    return series


def _ready(run: Run, plan: SessionPlan, slots: Sequence[Slot], at: datetime) -> Run:
    locked = locked_run(run)
    check_trainers(locked, plan.trainers)
    check_item(locked, plan.item_id)
    if plan.recording_policy != NEVER:
        consents.ensure_text(at=at)
    if any(slot.ends_at <= at for slot in slots):
        raise SessionIsOver
    return locked


def _create(
    run: Run, plan: SessionPlan, slots: Sequence[Slot], *, at: datetime, series: SessionSeries | None
) -> list[RunSession]:
    sessions = RunSession.objects.bulk_create(
        RunSession(
            run=run, series=series, starts_at=slot.starts_at, ends_at=slot.ends_at, changed_at=at, **plan.columns()
        )
        for slot in slots
    )
    SessionTrainer.objects.bulk_create(
        SessionTrainer(session=session, user=user) for session in sessions for user in plan.trainers
    )
    return sessions
