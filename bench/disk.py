"""The disk beside the figures: a folder that other runs did not slow down, and what bare writing costs there."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scorm import disks


@contextmanager
def fresh() -> Iterator[Path]:
    """
    Yield a new folder in a part of the disk where nothing was deleted of late.

    ext4 does not give places of deleted files away again for some minutes, and searches past each of them for every
    new file: after a run of tests beside it, making 2 000 files takes twenty times as long. In a folder marked with
    T, each folder gets a part of the disk by its name. Where that mark is unknown, figures are those of the moment.
    """
    with tempfile.TemporaryDirectory(prefix="lernbruecke-bench-") as outer:
        subprocess.run(["chattr", "+T", outer], check=False, stderr=subprocess.DEVNULL)
        yield Path(tempfile.mkdtemp(dir=outer))


def bare_seconds(folder: Path, *, files: int, file_bytes: int) -> float:
    """Return how long making these files in a new folder takes, until the disk has them; they stay, see above."""
    content, place = os.urandom(file_bytes), Path(tempfile.mkdtemp(dir=folder))
    begun = time.perf_counter()
    with disks.settled(place):
        for number in range(files):
            (place / str(number)).write_bytes(content)
    return time.perf_counter() - begun
