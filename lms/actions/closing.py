"""Closing what plays, for people who may not play any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from lms.models import Enrolment, UnitResult
from scorm.actions import launches
from scorm.models import Registration


def close_players(*, enrolments: QuerySet[Enrolment], at: datetime) -> None:
    """End all that plays in these enrolments: nothing is read or stored any more, on no device. Locks attempts."""
    keys = UnitResult.objects.filter(enrolment__in=enrolments).values("public_id")
    launches.close_launches(registrations=Registration.objects.filter(context_key__in=keys), at=at)


def sign_out(*, person: User, at: datetime, ended: str | None, kept: str | None) -> None:
    """Close what the person plays in sign-ins that have ended (accounts.actions.sessions); nothing they did is lost."""
    launches.sign_out(user=person, at=at, ended=ended, kept=kept)


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Handle a job of kind "courses.run_cancelled": units open for those alone who had completed the course."""
    close_players(enrolments=Enrolment.objects.filter(run=payload["run"], state=Enrolment.State.ACTIVE), at=at)
