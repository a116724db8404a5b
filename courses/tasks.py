"""Doorbells."""

from celery import shared_task
from django.utils import timezone


@shared_task
def open_due_runs() -> None:
    """Pin what the runs that begin today teach."""
    from courses.actions import runs

    runs.open_due_runs(at=timezone.now())


@shared_task
def plan_reminders() -> None:
    """Write down who is to be reminded of which session within the next hour."""
    from courses.actions import reminders

    reminders.plan_reminders(at=timezone.now())
