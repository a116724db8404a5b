"""Writing, claiming and finishing jobs. Celery only wakes the worker; these rows are the truth."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import tasks
from jobs.models import Job, JobState

logger = logging.getLogger(__name__)


class JobHandler(Protocol):
    """What settings.JOB_KINDS names: safe to run twice, raises when it could not finish."""

    def __call__(self, *, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None: ...


class JobWillNeverWork(Exception):
    """Raised by a handler when trying again is pointless; the job fails at once with this text."""


def enqueue(*, kind: str, key: str, payload: Mapping[str, Any], at: datetime, run_after: datetime | None = None) -> Job:
    """
    Write a job in the caller's transaction and wake a worker after commit.

    The same `key` gives the existing row back: what is caused twice happens once. `payload` holds ids only.
    """
    if kind not in settings.JOB_KINDS:
        raise LookupError(f"no handler for jobs of kind {kind!r} in settings.JOB_KINDS")
    wanted = Job(key=key, kind=kind, payload=dict(payload), created_at=at, run_after=run_after or at)
    # Two statements and no savepoint: causes stand in hot transactions, and two at once meet at the unique key.
    Job.objects.bulk_create([wanted], ignore_conflicts=True)
    job = Job.objects.get(key=key)
    if job.public_id == wanted.public_id:
        wake(job.pk)
    return job


def wake(job_id: int) -> None:
    """Ring the worker's doorbell after commit; a lost ring is found by the reaper."""
    transaction.on_commit(lambda: _ring(job_id))


def _ring(job_id: int) -> None:
    try:
        tasks.run.delay(job_id)
    except (OSError, tasks.BrokerError):
        # The row is committed; the reaper will find it. The person's request must not fail for a broker.
        logger.warning("broker unreachable, the job waits for the reaper", extra={"job": job_id})


def _due(at: datetime) -> Q:
    return Q(state=JobState.QUEUED, run_after__lte=at) | Q(state=JobState.RUNNING, leased_until__lt=at)


def claim(*, job_id: int, at: datetime) -> Job | None:
    """Take the job if it is due and nobody else runs it: one UPDATE decides, so two workers cannot both win."""
    lease = uuid.uuid4()
    taken = Job.objects.filter(_due(at), pk=job_id).update(
        state=JobState.RUNNING,
        lease=lease,
        leased_until=at + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(*, job_id: int, at: datetime) -> None:
    """Run one job if it is due; a failure is written down and tried again later with growing pauses."""
    job = claim(job_id=job_id, at=at)
    if job is None:
        return
    mine = Job.objects.filter(pk=job.pk, lease=job.lease)

    def progress(percent: int) -> None:
        mine.update(progress=percent, leased_until=timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS))

    handler: JobHandler = import_string(settings.JOB_KINDS[job.kind])
    try:
        handler(payload=job.payload, at=at, progress=progress)
    except JobWillNeverWork as error:
        logger.warning("job failed for good", extra={"job": job.pk, "kind": job.kind})
        _end(mine, JobState.FAILED, at, last_error=str(error))
    except Exception as error:
        logger.exception("job failed", extra={"job": job.pk, "kind": job.kind, "attempt": job.attempts})
        _retry_or_fail(job, mine, at, error)
    else:
        _end(mine, JobState.DONE, at, progress=100, last_error="")
        logger.info("job done", extra={"job": job.pk, "kind": job.kind, "attempt": job.attempts})


def _end(mine: Any, state: JobState, at: datetime, **values: Any) -> None:
    mine.update(state=state, lease=None, leased_until=None, ended_at=at, **values)


def _retry_or_fail(job: Job, mine: Any, at: datetime, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2000]
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        _end(mine, JobState.FAILED, at, last_error=text)
        return
    pause = timedelta(seconds=min(5 * 2**job.attempts, 3600))
    mine.update(state=JobState.QUEUED, lease=None, leased_until=None, run_after=at + pause, last_error=text)


def run_due(*, at: datetime) -> int:
    """Run every due job here and now, oldest first, and those they cause; return how many were run."""
    count = 0
    while (job_id := Job.objects.filter(_due(at)).order_by("pk").values_list("pk", flat=True).first()) is not None:
        run(job_id=job_id, at=at)
        count += 1
    return count


def reap(*, at: datetime) -> int:
    """Wake workers for whatever is due: lost rings, dead workers, retries. Return how many were woken."""
    due = list(Job.objects.filter(_due(at)).order_by("run_after").values_list("pk", flat=True)[:200])
    for job_id in due:
        _ring(job_id)
    return len(due)


def retry_failed(*, job: Job, at: datetime) -> None:
    """Give a failed job, or one that pauses before its next try, a fresh start."""
    waits = Q(state=JobState.FAILED) | Q(state=JobState.QUEUED, attempts__gt=0)
    revived = Job.objects.filter(waits, pk=job.pk).update(
        state=JobState.QUEUED, attempts=0, run_after=at, ended_at=None
    )
    if revived:
        wake(job.pk)
