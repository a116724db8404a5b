"""Doorbells of the worker."""

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

__all__ = ["BrokerError", "reap", "run"]


@shared_task(acks_late=True)
def run(job_id: int) -> None:
    from jobs import actions  # doorbell

    actions.run(job_id=job_id, at=timezone.now())


@shared_task
def reap() -> None:
    from jobs import actions  # doorbell

    actions.reap(at=timezone.now())
