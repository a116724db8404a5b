"""Doorbells of the demo."""

from celery import shared_task
from django.utils import timezone


@shared_task
def keep_sessions() -> None:
    from demo.furnish import sessions  # doorbell

    sessions.keep_once(at=timezone.now())
