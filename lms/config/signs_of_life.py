"""Signs of life of processes that listen at no port: a file touched now and then, which a health check looks at."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

# A worker beats every two seconds; the clock rings at least every thirty (jobs.tasks.reap).
SILENCE_SECONDS = {"worker": 60, "beat": 120}


def _path(part: str) -> Path:
    return Path(tempfile.gettempdir()) / f"lernbruecke-{part}-alive"


def give(part: str) -> None:
    """Say that this process lives. A full disk must not end it."""
    try:
        _path(part).touch()
    except OSError:
        return


def is_alive(part: str) -> bool:
    """Return whether the process gave a sign lately."""
    try:
        return time.time() - _path(part).stat().st_mtime < SILENCE_SECONDS[part]
    except OSError:
        return False
