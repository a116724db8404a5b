"""People who learn, for tests: made by the real actions, because a run's curriculum is pinned by the first of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Provider, User
from courses.models import Run, RunUnit
from lms.actions import enrolments, progress
from lms.models import Enrolment
from scorm.outcome import Outcome
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory, live_course

ENROLLED_AT = datetime(2026, 2, 20, 9, tzinfo=UTC)


def running_run(provider: Provider | None = None, *, unit_count: int = 2, **values: Any) -> Run:
    """Return a run that is on at the tests' fixed day, 2 March 2026, and still open for enrolment."""
    course = values.pop("course", None) or live_course(provider, unit_count=unit_count)
    dates = {"starts_on": date(2026, 2, 23), "ends_on": date(2026, 6, 26), **values}
    return RunFactory(course=course, **dates)


def enrolled(run: Run | None = None, learner: User | None = None, *, at: datetime = ENROLLED_AT) -> Enrolment:
    """Return an active enrolment."""
    learner = learner or UserFactory()
    return enrolments.enrol(run=run or running_run(), learner=learner, by=learner, at=at)


def came_later(run: Run, learner: User | None = None) -> Enrolment:
    """Return an enrolment as if it had been made just now: pages look at the clock, and runs of tests are over then."""
    enrolment = enrolled(run, learner)
    enrolment.enrolled_at = timezone.now()
    enrolment.save(update_fields=["enrolled_at"])
    return enrolment


def run_units(run: Run) -> list[RunUnit]:
    """Return the pinned units of a run in order."""
    return list(RunUnit.objects.filter(run=run).order_by("position"))


def complete_units(enrolment: Enrolment, *, count: int | None = None, at: datetime) -> None:
    """Complete the first units of the enrolment's run, all by default."""
    for run_unit in run_units(enrolment.run)[:count]:
        progress.complete_text_unit(enrolment=enrolment, run_unit=run_unit, at=at)


def outcome(result: Any, **values: Any) -> Outcome:
    """Return what an engine says about a result: incomplete and without score unless said otherwise."""
    facts = {"is_complete": False, "success": "unknown", "score": None, "progress": None, "total_seconds": 0}
    return Outcome(context_key=result.public_id, **{**facts, **values})
