"""Doorbells."""

from celery import shared_task
from django.utils import timezone


@shared_task
def recheck_sessions() -> None:
    """Complete what sessions have earned without anybody's act."""
    from lms.actions import rechecking  # doorbell

    rechecking.recheck(at=timezone.now())
