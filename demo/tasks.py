"""Doorbells of the demo."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

ONCE_S = 50  # beat rings every 60 s, not to the dot


@shared_task
def keep_sessions() -> None:
    from demo.furnish import sessions  # doorbell

    if cache.add("demo:keep-sessions", 1, ONCE_S):
        sessions.keep(at=timezone.now())
