"""Opening processes as employers begin them, with the people who may open them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import Employer, User
from opening_process.actions import advising, planning, processes
from opening_process.models import Cycle, Goal, Level, Measure, OpeningProcess
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff


def make_hr(employer: Employer, **values: Any) -> User:
    """Return somebody who works as HR of the employer."""
    user = UserFactory(**values)
    MembershipFactory(user=user, role="hr", provider=None, employer=employer)
    return user


def make_adviser(**values: Any) -> User:
    """Return a trainer of some provider, whose address is confirmed."""
    user = make_staff("trainer", **values)
    EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=True)
    return user


def begun(at: datetime, *, employer: Employer | None = None, by: User | None = None) -> OpeningProcess:
    """Return a process that has just begun."""
    employer = employer or EmployerFactory()
    return processes.begin(employer=employer, by=by or make_hr(employer), at=at)


def open_cycle(process: OpeningProcess) -> Cycle:
    """Return the cycle in which one writes."""
    return Cycle.objects.select_related("process__employer").get(process=process, closed_on__isnull=True)


def with_goal(process: OpeningProcess, at: datetime, **values: Any) -> Goal:
    """Return a goal of the open cycle."""
    filled = {
        "level": Level.STAFF,
        "text": "Neue Kolleginnen und Kollegen kommen gut an.",
        "indicator": "Anteil mit Patenschaft",
        "baseline": "2 von 10",
        "target": "alle",
        "due_on": date(2026, 12, 1),
    }
    return planning.add_goal(cycle=open_cycle(process), values=filled | values, by=UserFactory(), at=at)


def with_measure(goal: Goal, at: datetime, **values: Any) -> Measure:
    """Return a measure of the goal, which a function is responsible for."""
    filled = {
        "text": "Patinnen und Paten suchen",
        "owner": None,
        "owner_role": "Ausbildungsleitung",
        "due_on": date(2026, 6, 1),
        "state": Measure.State.PLANNED,
        "training": None,
    }
    return planning.add_measure(goal=goal, values=filled | values, by=UserFactory(), at=at)


def let_in(process: OpeningProcess, adviser: User, at: datetime, *, may_write: bool = False) -> None:
    """Invite the trainer and let them accept."""
    invited = advising.invite(
        process=process, email=adviser.email, may_write=may_write, by=make_hr(process.employer), at=at
    )
    advising.accept(adviser=invited, by=adviser, at=at)
