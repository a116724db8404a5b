"""
Letters about measures and reviews that are due, each once per day that was set.

A letter names the employer, a day and a number, never what a measure says: it passes through mail servers, and what
stands in the process is the employer's alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from notifications.actions import write
from opening_process.models import Cycle, Measure, OpeningProcess
from opening_process.models.plan import OPEN_STATES
from opening_process.queries.people import hr_of


def remind_due(*, at: datetime) -> int:
    """Remind of everything due in time; return how many letters were written. A transaction for each process."""
    processes = OpeningProcess.objects.filter(employer__archived_at__isnull=True).order_by("pk")
    return sum(_remind(process, at=at) for process in processes)


@transaction.atomic
def _remind(process: OpeningProcess, *, at: datetime) -> int:
    locked = OpeningProcess.objects.select_for_update(of=("self",)).select_related("employer").filter(pk=process.pk)
    current = locked.first()
    if current is None:  # removed meanwhile
        return 0
    people = list(hr_of(current.employer, Permission.MANAGE_OPENING))
    if not people:  # nobody to tell; whoever comes will be reminded
        return 0
    return _measures(current, people, at=at) + _review(current, people, at=at)


def _measures(process: OpeningProcess, people: list[User], *, at: datetime) -> int:
    today = timezone.localdate(at)
    due = list(
        Measure.objects.filter(
            goal__cycle__process=process,
            goal__cycle__closed_on__isnull=True,
            state__in=OPEN_STATES,
            due_on__lte=today + timedelta(days=settings.OPENING_REMINDER_DAYS["measure"]),
        )
        .exclude(reminded_for=F("due_on"), reminded_for__isnull=False)
        .order_by("due_on", "pk")
    )
    by_person: dict[User, list[Measure]] = defaultdict(list)
    for measure in due:
        own = [person for person in people if person.pk == measure.owner_id]
        for person in own or people:
            by_person[person].append(measure)
    written = 0
    for person, theirs in by_person.items():
        letter = write(
            key=f"opening-measures:{process.public_id}:{person.public_id}:{today.isoformat()}",
            recipient=person,
            event="opening_measures_due",
            context={
                "employer_name": process.employer.name,
                "count": len(theirs),
                "due_on": theirs[0].due_on.isoformat(),
                "url": settings.SITE_ORIGIN + reverse("opening_process:plan", args=[process.public_id]),
            },
            at=at,
        )
        written += letter is not None
    for measure in due:
        Measure.objects.filter(pk=measure.pk).update(reminded_for=measure.due_on)
    return written


def _review(process: OpeningProcess, people: list[User], *, at: datetime) -> int:
    today = timezone.localdate(at)
    cycle = (
        Cycle.objects.filter(
            process=process,
            closed_on__isnull=True,
            review_due_on__lte=today + timedelta(days=settings.OPENING_REMINDER_DAYS["review"]),
        )
        .filter(Q(review_reminded_for__isnull=True) | ~Q(review_reminded_for=F("review_due_on")))
        .first()
    )
    if cycle is None or cycle.review_due_on is None:
        return 0
    written = 0
    for person in people:
        letter = write(
            key=f"opening-review:{process.public_id}:{cycle.number}:{cycle.review_due_on}:{person.public_id}",
            recipient=person,
            event="opening_review_due",
            context={
                "employer_name": process.employer.name,
                "due_on": cycle.review_due_on.isoformat(),
                "url": settings.SITE_ORIGIN + reverse("opening_process:review", args=[process.public_id]),
            },
            at=at,
        )
        written += letter is not None
    Cycle.objects.filter(pk=cycle.pk).update(review_reminded_for=cycle.review_due_on)
    return written
