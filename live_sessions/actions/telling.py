"""
What must happen soon after something changed, once for many changes; and how the floor above hears of them.

The floor above gives the name of one of its kinds of jobs in settings.LIVE_SESSIONS_CHANGED; the engine writes a job
of that kind, with {"context_key": "<uuid>"}, in the transaction that changes what it knows of that context. Truth never
hangs on it: the handler counts again from the rows, and may be called at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from jobs.actions import enqueue
from jobs.models import Job, JobState

# The first change is dealt with at once; whatever follows while that is done waits for the next of these.
TOGETHER_SECONDS = 10
MOST_AHEAD = 60  # a handler this far behind will see the change when it comes to its jobs


def changed(*, context_key: UUID, at: datetime) -> None:
    """Tell the floor above that the presence at this context may be another; call it inside the transaction."""
    if settings.LIVE_SESSIONS_CHANGED:
        payload = {"context_key": str(context_key)}
        soon(kind=settings.LIVE_SESSIONS_CHANGED, subject=str(context_key), payload=payload, at=at)


def soon(*, kind: str, subject: str, payload: Mapping[str, Any], at: datetime) -> None:
    """
    Have a job of the kind run after this transaction: one that waits already, else a new one.

    The row of a waiting job is held until the transaction ends, so that no worker begins it before it can see what
    was changed here.
    """
    slot = int(at.timestamp()) // TOGETHER_SECONDS
    for ahead in range(MOST_AHEAD):
        begins = datetime.fromtimestamp((slot + ahead) * TOGETHER_SECONDS, UTC)
        key = f"{kind}:{subject}:{slot + ahead}"
        enqueue(kind=kind, key=key, payload=payload, at=at, run_after=max(at, begins))
        if Job.objects.select_for_update().filter(key=key, state=JobState.QUEUED, attempts=0).exists():
            return
