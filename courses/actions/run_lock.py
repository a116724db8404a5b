"""The lock under which a run is planned, and the people it concerns."""

from __future__ import annotations

from courses.models import Run


class RunIsOver(Exception):
    """The run was cancelled or archived; nothing is planned in it any more."""


def locked_run(run: Run) -> Run:
    """Return the run under its lock. Raises RunIsOver."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.cancelled_at is not None or locked.archived_at is not None:
        raise RunIsOver
    return locked
