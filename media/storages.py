"""Storages of this house."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """
    Files without a URL, on the disk before anybody hears that they were taken.

    Without a URL, because Django would fall back to MEDIA_URL and give an address that looks public. On the disk,
    because a system keeps what is written in memory for up to half a minute, and the database does not: a power cut
    would leave a learner's work "handed in" and empty (ADR 0043).
    """

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("private files have no address; a view that asks who is looking serves them")

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length)
        place, root = Path(self.path(saved)), Path(self.location)
        write_down(place)
        # A file is found by its name, which its folder holds; a new folder by that of the one above.
        for folder in place.parents:
            write_down(folder)
            if folder == root:
                break
        return saved


def write_down(place: Path) -> None:
    """Wait until the file or folder is on the disk; raise OSError when the disk could not write it."""
    opened = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
