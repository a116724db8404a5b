"""Doorbell of the daily sweep."""

from celery import shared_task
from django.utils import timezone


@shared_task
def sweep() -> None:
    from privacy import actions  # doorbell

    actions.sweep(at=timezone.now())
