"""What disks say and have to be told: that they are full; to write down what is still in memory (ADR 0043)."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_full(error: OSError) -> bool:
    """Return whether a disk said that there is no room left, on it or for us."""
    return error.errno in FULL


@contextmanager
def settled(folder: str | os.PathLike[str]) -> Iterator[None]:
    """
    Let the block write files below the folder; once it has ended well, they and their names are on the disk.

    Raises OSError when the disk could not write one of them, also of those whose writing seemed to succeed: a system
    tells of such failures whoever had the file system open at that time (Linux 5.8 and later), so it is opened first.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield
        write_down(place)
    finally:
        os.close(place)


def write_down(place: int) -> None:
    """Wait until everything is written to the file system in which this descriptor is open; raise OSError otherwise."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs  # Python has no name for it
    except AttributeError:  # not Linux: all disks then, without a word about failures
        os.sync()
        return
    if syncfs(place) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
