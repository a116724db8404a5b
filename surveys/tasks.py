"""Doorbells for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(ignore_result=True)
def close_due_surveys() -> None:
    """Count the rounds whose last day is over."""
    from surveys.actions.rounds import close_due

    close_due(at=timezone.now())
