"""What the tables say about the state of the house. Reads only, few statements, no people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from certificates.models import Certificate, CertificateState
from jobs.models import Job, JobState
from notifications.models import Letter
from operations.models import SignOfLife


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs by state and how long the oldest due one has been waiting, in whole seconds."""

    queued: int
    running: int
    failed: int
    oldest_seconds: int
    lost: int  # running, but their worker has not been heard of for longer than its lease


def queue(at: datetime) -> Queue:
    """Return how much work waits. One statement; jobs that are done are not looked at."""
    due = Q(state=JobState.QUEUED, run_after__lte=at)
    found = Job.objects.exclude(state=JobState.DONE).aggregate(
        queued=Count("pk", filter=Q(state=JobState.QUEUED)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
        lost=Count("pk", filter=Q(state=JobState.RUNNING, leased_until__lt=at)),
        oldest=Min("run_after", filter=due),
    )
    oldest = found.pop("oldest")
    return Queue(oldest_seconds=int((at - oldest).total_seconds()) if oldest else 0, **found)


def letters_by_state() -> dict[str, int]:
    """Return state -> number of letters that are kept."""
    counted = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in Letter.State.values}


def certificates_by_state() -> dict[str, int]:
    """Return state -> number of certificates."""
    counted = dict(Certificate.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in CertificateState.values}


def database_clock(at: datetime) -> datetime:
    """Return what time it is for the database; SQLite has no clock but this process's, whose `at` it gives back."""
    if connection.vendor != "postgresql":
        return at
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def failed_jobs(limit: int) -> QuerySet[Job]:
    """Return jobs that were given up, the latest first."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-ended_at")[:limit]


def sign_of_life(name: SignOfLife.Name) -> SignOfLife | None:
    """Return the last sign, or None if there never was one."""
    return SignOfLife.objects.filter(name=name).first()
