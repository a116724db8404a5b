"""Doorbells."""

from celery import shared_task
from django.utils import timezone


@shared_task
def keep_surveys_in_step() -> None:
    """Begin the surveys of runs whose first day is today, and move those whose training has moved."""
    from lms.actions import surveys  # doorbell

    surveys.keep_in_step(at=timezone.now())


@shared_task
def recheck_sessions() -> None:
    """Complete what sessions have earned without anybody's act."""
    from lms.actions import rechecking  # doorbell

    rechecking.recheck(at=timezone.now())
