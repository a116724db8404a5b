"""Carries the number of a request into the tasks it causes; counts sign-ins that failed."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

from celery import signals
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from operations import metrics, numbers

logger = logging.getLogger("operations.task")
HEADER = "request_number"
_begins: dict[str, float] = {}


@receiver(user_login_failed, dispatch_uid="operations.login_failed")
def login_failed(**kwargs: Any) -> None:
    """Count it; who and from where is nobody's business here."""
    metrics.FAILED_LOGINS.inc()


@signals.before_task_publish.connect(dispatch_uid="operations.send_number")
def send_number(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Write the number of what causes the task on its message."""
    if headers is not None and numbers.current():
        headers.setdefault(HEADER, numbers.current())


@signals.task_prerun.connect(dispatch_uid="operations.begin_task")
def begin_task(task_id: str, task: Any, **kwargs: Any) -> None:
    """Go on under the number of the cause; a task that beat rang for gets one of its own."""
    numbers.take(numbers.accept(getattr(task.request, HEADER, None)))
    _begins[task_id] = monotonic()


@signals.task_postrun.connect(dispatch_uid="operations.end_task")
def end_task(task_id: str, task: Any, state: str | None = None, **kwargs: Any) -> None:
    """Write one line for the task."""
    seconds = monotonic() - _begins.pop(task_id, monotonic())
    logger.info("task %s", task.name, extra={"state": (state or "").lower(), "ms": round(seconds * 1000, 1)})
    numbers.take("")
