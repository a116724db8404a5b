"""
A number for each process of this machine that counts metrics, given back when the process ends.

prometheus_client names its files after process ids. Web processes are replaced after so many requests, and each would
leave its files for ever; with slots the next process goes on where the last one stopped.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from django.conf import settings

MOST = 512
_held: tuple[int, str, IO[str] | None] = (0, "", None)


def identifier() -> str:
    """Return this process's slot in settings.METRICS_DIR; a forked child takes one of its own."""
    global _held
    if _held[0] != os.getpid():
        _held = (os.getpid(), *_take(Path(settings.METRICS_DIR)))
    return _held[1]


def _take(folder: Path) -> tuple[str, IO[str] | None]:
    for number in range(MOST):
        lock = (folder / f"slot-{number}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held until the process ends, however it ends
        except OSError:
            lock.close()
            continue
        return f"slot{number}", lock
    return f"process{os.getpid()}", None
