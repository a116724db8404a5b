"""What is removed when its time is over: processes that nobody has touched for years, after a warning."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from notifications.actions import write
from opening_process import rules
from opening_process.actions import processes
from opening_process.models import OpeningProcess
from opening_process.queries.people import hr_of


def remove_untouched(*, at: datetime) -> int:
    """
    Warn the HR people of processes that will go soon, and remove those whose warning has run out.

    Returns how many were removed. Nobody's process goes without OPENING_PROCESS_WARNING_DAYS between letter and
    removal, even if this ran late.
    """
    today = timezone.localdate(at)
    warning = timedelta(days=settings.OPENING_PROCESS_WARNING_DAYS)
    oldest = today - timedelta(days=settings.OPENING_PROCESS_DAYS) + warning
    removed = 0
    for process in OpeningProcess.objects.filter(touched_on__lte=oldest).order_by("pk"):
        if process.warned_for is None:
            _warn(process, at=at)
        elif process.warned_for <= today:
            processes.delete(process=process, by=None, at=at)
            removed += 1
    return removed


@transaction.atomic
def _warn(process: OpeningProcess, *, at: datetime) -> None:
    current = OpeningProcess.objects.select_for_update(of=("self",)).select_related("employer").get(pk=process.pk)
    soonest = timezone.localdate(at) + timedelta(days=settings.OPENING_PROCESS_WARNING_DAYS)
    current.warned_for = max(rules.removal_day(current.touched_on, settings.OPENING_PROCESS_DAYS), soonest)
    current.save(update_fields=["warned_for"])
    for person in hr_of(current.employer, Permission.MANAGE_OPENING):
        write(
            key=f"opening-removal:{current.public_id}:{current.warned_for}:{person.public_id}",
            recipient=person,
            event="opening_removed_soon",
            context={
                "employer_name": current.employer.name,
                "removed_on": current.warned_for.isoformat(),
                "url": settings.SITE_ORIGIN + reverse("opening_process:process", args=[current.public_id]),
            },
            at=at,
        )
