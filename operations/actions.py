"""What operators and the clock of the house do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from jobs import actions as jobs
from jobs.models import Job
from notifications.actions import write
from notifications.models import Letter
from operations import queries
from operations.models import SignOfLife
from privacy import audit

DAY_MS = 24 * 3600 * 1000


def give_sign(*, name: SignOfLife.Name, at: datetime) -> None:
    """Write down that it happened at `at`, and how far this machine's clock is from the database's."""
    ahead = round((at - queries.database_clock(at)).total_seconds() * 1000) if name == SignOfLife.Name.TICK else 0
    ahead = max(-DAY_MS, min(DAY_MS, ahead))  # whoever is off by a day is off; the column has an end
    SignOfLife.objects.update_or_create(name=name, defaults={"at": at, "clock_ahead_ms": ahead})


@transaction.atomic
def send_test_letter(*, to: User, at: datetime) -> Letter | None:
    """Write a letter to oneself that goes the way of all letters; None for somebody without an e-mail address."""
    letter = write(
        key=f"operations.test_letter:{to.public_id}:{at.isoformat()}",
        recipient=to,
        event="operations_test",
        context={},
        at=at,
    )
    if letter is not None:
        audit.record("operations.test_letter_sent", subject=to, by=to, at=at)
    return letter


@transaction.atomic
def retry(*, job: Job, by: User, at: datetime) -> None:
    """Give a failed job a fresh start."""
    jobs.retry_failed(job=job, at=at)
    audit.record("operations.job_retried", subject=job, by=by, at=at, details={"kind": job.kind})
