"""Doorbells of the worker."""

from celery import shared_task
from django.utils import timezone


@shared_task
def poll_servers() -> None:
    from live_sessions.actions import watching  # doorbell

    watching.ring()


@shared_task
def poll_server(server_id: int) -> None:
    from live_sessions.actions import watching  # doorbell

    watching.poll(server_id=server_id, at=timezone.now())


@shared_task
def keep_hooks() -> None:
    from live_sessions.actions import hooks  # doorbell

    hooks.ring()


@shared_task
def keep_hook(server_id: int) -> None:
    from live_sessions.actions import hooks  # doorbell

    hooks.keep(server_id=server_id, at=timezone.now())
