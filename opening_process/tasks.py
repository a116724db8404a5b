"""Doorbells."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def remind_of_openings() -> None:
    """Write to HR about measures and reviews that are due."""
    from opening_process.actions.reminders import remind_due  # doorbell

    remind_due(at=timezone.now())
