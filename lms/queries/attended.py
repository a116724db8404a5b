"""A learner's own sessions: what was attended, how many hours that is, what can be made up for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from accounts.models import User
from courses import queries as courses
from courses.models import RunSession, RunUnit
from lms.models import Enrolment, HoursEntry, SessionAttendance, UnitResult
from lms.queries import measuring

RECENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session that is over, as its learner sees it."""

    session: RunSession
    enrolment: Enrolment
    day: str
    time: str
    title: str
    attendance: SessionAttendance | None  # None: the list was not confirmed yet
    caught_up_seconds: int  # credited for what made up for it
    catch_up_item_id: UUID | None  # still open, for who was not there
    is_made_up: bool
    came_later: bool  # to the run, when it was over; and nobody says otherwise


def own_sessions(
    enrolments: Iterable[Enrolment], *, since: datetime | None, at: datetime, only: RunSession | None = None
) -> list[OwnSession]:
    """
    Return the sessions of these enrolments that are over, newest first, or the one that is asked for.

    Five queries, however many sessions.

    Before a trainer has confirmed the list there is nothing to show but the session itself.
    """
    by_run = {enrolment.run_id: enrolment for enrolment in enrolments}
    if not by_run:
        return []
    held = RunSession.objects.standing().filter(run__in=by_run).select_related("run__course__locale")
    if since is not None:
        held = held.filter(ends_at__gt=since)
    if only is not None:
        held = held.filter(pk=only.pk)
    sessions = [one for one in held.order_by("-starts_at", "-pk") if one.is_over(at)]
    if not sessions:
        return []
    keys = [enrolment.pk for enrolment in by_run.values()]
    rows = {
        (row.enrolment_id, row.session_id): row
        for row in SessionAttendance.objects.filter(enrolment__in=keys, session__in=sessions)
    }
    made_up = dict(
        HoursEntry.objects.filter(enrolment__in=keys, session__in=sessions, kind=HoursEntry.Kind.CATCH_UP).values_list(
            "session_id", "seconds"
        )
    )
    items = [one.catch_up_item_id for one in sessions if one.catch_up_item_id is not None]
    taught = set(RunUnit.objects.filter(run__in=by_run, item_id__in=items).values_list("item_id", flat=True))
    done = set(
        UnitResult.objects.filter(enrolment__in=keys, item_id__in=items, state=UnitResult.State.COMPLETED).values_list(
            "item_id", flat=True
        )
    )
    return [_own(one, by_run[one.run_id], rows, made_up.get(one.pk, 0), taught, done) for one in sessions]


def _own(
    session: RunSession,
    enrolment: Enrolment,
    rows: dict[tuple[int, int], SessionAttendance],
    caught_up_seconds: int,
    taught: set[UUID],
    done: set[UUID],
) -> OwnSession:
    row = rows.get((enrolment.pk, session.pk)) if session.is_confirmed else None
    was_there = row is not None and row.status == SessionAttendance.Status.ATTENDED
    offered = session.catch_up_item_id if session.catch_up_item_id in taught and not was_there else None
    is_made_up = offered is not None and offered in done
    return OwnSession(
        session=session,
        enrolment=enrolment,
        day=courses.session_day(session),
        time=courses.session_time(session),
        title=session.title_in(get_language() or "de"),
        attendance=row,
        caught_up_seconds=caught_up_seconds,
        catch_up_item_id=offered if session.is_confirmed and not is_made_up else None,
        is_made_up=is_made_up,
        came_later=measuring.came_later(session, enrolment) and (row is None or not row.present_seconds),
    )


def own_session(session: RunSession, person: User, *, at: datetime) -> OwnSession | None:
    """Return what came of the session for somebody who learns in its run; None before it is over."""
    mine = Enrolment.objects.learnt_by(person).filter(run=session.run_id).exclude(state=Enrolment.State.WITHDRAWN)
    return next(iter(own_sessions(mine, since=None, at=at, only=session)), None)


def recent_sessions(person: User, *, at: datetime) -> list[OwnSession]:
    """Return what the person attended in the last two months, in whatever run."""
    mine = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN)
    return own_sessions(mine, since=at - RECENT, at=at)


def attended_enrolments(run_ids: Collection[int]) -> set[int]:
    """
    Return the keys of the enrolments in these runs whose learners took part. Three queries, however many runs.

    Took part who completed the course, or attended or made up for sessions of at least LIVE_UNIT_MIN_PERCENT of the
    scheduled time of all confirmed ones (the chambers' 80 %, as in ADR 0021). Whoever has left the run did not.
    """
    confirmed = RunSession.objects.standing().filter(run__in=run_ids, confirmed_at__isnull=False)
    scheduled: dict[int, int] = {}
    for run_id, starts_at, ends_at in confirmed.values_list("run_id", "starts_at", "ends_at"):
        scheduled[run_id] = scheduled.get(run_id, 0) + int((ends_at - starts_at).total_seconds())
    caught_up = HoursEntry.objects.filter(
        enrolment=OuterRef("enrolment"), session=OuterRef("session"), kind=HoursEntry.Kind.CATCH_UP
    )
    rows = SessionAttendance.objects.filter(
        Q(status=SessionAttendance.Status.ATTENDED) | Exists(caught_up), session__in=confirmed
    ).select_related("session")
    present: dict[int, int] = {}
    for row in rows:
        lasted = int((row.session.ends_at - row.session.starts_at).total_seconds())
        present[row.enrolment_id] = present.get(row.enrolment_id, 0) + lasted
    learning = Enrolment.objects.filter(run__in=run_ids).exclude(state=Enrolment.State.WITHDRAWN)
    return {
        pk
        for pk, run_id, state in learning.values_list("pk", "run_id", "state")
        if state == Enrolment.State.COMPLETED
        or (run_id in scheduled and present.get(pk, 0) * 100 >= settings.LIVE_UNIT_MIN_PERCENT * scheduled[run_id])
    }
