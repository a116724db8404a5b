"""Looking at other people's learning is an act: it leaves a trace (issue, point 1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from courses.models import Run, RunSession, RunUnit
from lms.models import Enrolment
from privacy import audit


def roster_read(*, run: Run, count: int, by: User, at: datetime) -> None:
    """Record that somebody looked at the list of a run's people."""
    audit.record("lms.roster_read", subject=run, by=by, at=at, provider=run.course.provider, details={"people": count})


def roster_exported(*, run: Run, count: int, file_format: str, by: User, at: datetime) -> None:
    """Record that somebody took the list of a run's people away as a file."""
    details = {"people": count, "format": file_format}
    audit.record("lms.roster_exported", subject=run, by=by, at=at, provider=run.course.provider, details=details)


def participant_read(*, enrolment: Enrolment, by: User, at: datetime) -> None:
    """Record that somebody looked at one person's progress."""
    provider = enrolment.run.course.provider
    details = {"learner": str(enrolment.learner.public_id)}
    audit.record("lms.participant_read", subject=enrolment, by=by, at=at, provider=provider, details=details)


def call_log_read(*, enrolment: Enrolment, launch: UUID, by: User, at: datetime) -> None:
    """Record that somebody looked at what a package reported about one person, call by call."""
    details = {"learner": str(enrolment.learner.public_id), "launch": str(launch)}
    provider = enrolment.run.course.provider
    audit.record("lms.call_log_read", subject=enrolment, by=by, at=at, provider=provider, details=details)


def call_log_exported(*, enrolment: Enrolment, launch: UUID, file_format: str, by: User, at: datetime) -> None:
    """Record that somebody took that away as a file."""
    details = {"learner": str(enrolment.learner.public_id), "launch": str(launch), "format": file_format}
    provider = enrolment.run.course.provider
    audit.record("lms.call_log_exported", subject=enrolment, by=by, at=at, provider=provider, details=details)


def refused_commits_exported(*, enrolment: Enrolment, item: UUID, count: int, by: User, at: datetime) -> None:
    """Record that somebody took away what a package reported about one person and could not be stored."""
    details = {"learner": str(enrolment.learner.public_id), "item": str(item), "rows": count}
    provider = enrolment.run.course.provider
    audit.record("lms.refused_commits_exported", subject=enrolment, by=by, at=at, provider=provider, details=details)


def attendance_read(*, session: RunSession, count: int, by: User, at: datetime) -> None:
    """Record that somebody looked at the list of a session."""
    provider = session.run.course.provider
    audit.record("lms.attendance_read", subject=session, by=by, at=at, provider=provider, details={"people": count})


def engagement_read(*, session: RunSession, count: int, by: User, at: datetime) -> None:
    """Record that a trainer looked at how much people took part in the room."""
    provider = session.run.course.provider
    audit.record("lms.engagement_read", subject=session, by=by, at=at, provider=provider, details={"people": count})


def attendance_exported(*, session: RunSession, count: int, file_format: str, by: User, at: datetime) -> None:
    """Record that somebody took the list of a session away as a file."""
    details = {"people": count, "format": file_format}
    provider = session.run.course.provider
    audit.record("lms.attendance_exported", subject=session, by=by, at=at, provider=provider, details=details)


def unit_results_read(*, run_unit: RunUnit, count: int, by: User, at: datetime) -> None:
    """Record that somebody looked at results and answers of a run's people in a unit."""
    details = {"people": count, "item": str(run_unit.item_id)}
    _of_run("lms.unit_results_read", run_unit.run, details, by, at)


def unit_results_exported(
    *, run_unit: RunUnit, table: str, rows: int, file_format: str, by: User, at: datetime
) -> None:
    """Record that somebody took results or answers of a run's people in a unit away as a file."""
    details = {"table": table, "rows": rows, "format": file_format, "item": str(run_unit.item_id)}
    _of_run("lms.unit_results_exported", run_unit.run, details, by, at)


def _of_run(action: str, run: Run, details: dict[str, Any], by: User, at: datetime) -> None:
    audit.record(action, subject=run, by=by, at=at, provider=run.course.provider, details=details)
