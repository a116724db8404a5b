"""Doorbells."""

from celery import shared_task
from django.utils import timezone


@shared_task
def publish_what_is_due() -> None:
    """Write jobs for planned publications and expiries whose moment has come."""
    from reviews.actions import publishing

    publishing.enqueue_due(at=timezone.now())
