"""Sessions of runs, for tests: planned by the real actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from accounts.models import Region, User
from courses.actions import sessions
from courses.actions.session_plan import SessionPlan
from courses.models import Run, RunSession
from courses.room_options import RoomOptions
from courses.timetable import Pattern, slot
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import running_run

PLANNED_AT = datetime(2026, 2, 25, 9, tzinfo=UTC)


def run_in(land: str = "NI", **values: Any) -> Run:
    """Return a run of a provider in this Land, on from February to December 2026."""
    region = Region.objects.create(name=f"Region {land}", land=land)
    provider = ProviderFactory(region=region, complaint_path="Beschwerden an die Leitung.")
    return running_run(provider, **{"ends_on": date(2026, 12, 18), **values})


def trainer_of(run: Run, **user: Any) -> User:
    """Return somebody who teaches at the run's provider."""
    return make_staff("trainer", run.course.provider, **user)


def planned(
    run: Run,
    trainer: User | None = None,
    *,
    day: date = date(2026, 3, 10),
    begins: time = time(19),
    ends: time = time(20, 30),
    at: datetime = PLANNED_AT,
    **plan: Any,
) -> RunSession:
    """Return a planned session, by default a Tuesday evening of two teaching units."""
    trainer = trainer or trainer_of(run)
    session_plan = SessionPlan(trainers=(trainer,), **plan)
    return sessions.plan_session(run=run, plan=session_plan, slot=slot(day, begins, ends), by=trainer, at=at)


def evenings(**values: Any) -> Pattern:
    """Return Tuesdays and Thursdays at 19:00 from 17 March 2026, six times."""
    pattern = {"weekdays": ("TU", "TH"), "begins": time(19), "ends": time(20, 30), "from_on": date(2026, 3, 17)}
    if "until_on" not in values:
        pattern["count"] = 6
    return Pattern(**{**pattern, **values})


def plan_of(session: RunSession, **changes: Any) -> SessionPlan:
    """Return the session's plan as it stands, with changes: what a form sends back."""
    names = SessionPlan(trainers=()).columns()
    kept = {name: getattr(session, name) for name in names if name != "room_options"}
    kept["room"] = RoomOptions.read(session.room_options)
    trainers = tuple(row.user for row in session.session_trainers.select_related("user"))
    return SessionPlan(**{"trainers": trainers, **kept, **changes})
