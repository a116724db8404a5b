"""Doorbells of the worker."""

from celery import shared_task
from django.utils import timezone


@shared_task
def tick() -> None:
    from operations import actions  # doorbell
    from operations.models import SignOfLife

    actions.give_sign(name=SignOfLife.Name.TICK, at=timezone.now())
