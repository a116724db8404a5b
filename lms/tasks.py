"""Doorbells."""

from celery import shared_task
from django.utils import timezone


@shared_task
def keep_surveys_in_step() -> None:
    """Begin the surveys of runs whose first day is today, and move those whose training has moved."""
    from lms.actions import surveys  # doorbell

    surveys.keep_in_step(at=timezone.now())


@shared_task
def tell_of_submissions() -> None:
    """Write trainers one letter about what was handed in since the last one."""
    from lms.actions import submissions  # doorbell

    submissions.tell_trainers(at=timezone.now())


@shared_task
def recheck_sessions() -> None:
    """Complete what sessions have earned without anybody's act."""
    from lms.actions import rechecking  # doorbell

    rechecking.recheck(at=timezone.now())


@shared_task
def return_seats() -> None:
    """Let others have the seats of employers whose day of return is over."""
    from admissions.actions import seats  # doorbell

    seats.return_due(at=timezone.now())


@shared_task
def remind_of_seats() -> None:
    """Remind those who have not answered the invitation of their employer."""
    from lms.actions import seats  # doorbell

    seats.remind(at=timezone.now())
