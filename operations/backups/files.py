"""Copying uploaded files out of their storages and back, disk or object storage alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from operations.backups.manifest import PIECE, StoredFile

STORAGES = ("default", "private", "scorm")


class KeyTaken(Exception):
    """A file lies already where one of the backup belongs."""


def keys(place: Storage, folder: str = "") -> Iterator[str]:
    """Yield every key of the storage."""
    try:
        folders, names = place.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if name:  # some object storages list a folder as a nameless file in itself
            yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from keys(place, f"{folder}/{name}" if folder else name)


def copy_out(target: Path) -> Iterator[StoredFile]:
    """
    Copy every file below `target`/<storage>/<key> and yield what was copied.

    A file that is deleted while we walk is left out: its row went too, or goes with the next sweep.
    """
    for alias in STORAGES:
        place = storages[alias]
        for key in keys(place):
            try:
                yield _copy_one(alias, place, key, target / alias / key)
            except FileNotFoundError:
                continue


def _copy_one(alias: str, place: Storage, key: str, target: Path) -> StoredFile:
    target.parent.mkdir(parents=True, exist_ok=True)
    found, size = hashlib.sha256(), 0
    with place.open(key, "rb") as source, target.open("wb") as copy:
        while piece := source.read(PIECE):
            found.update(piece)
            size += len(piece)
            copy.write(piece)
    return StoredFile(alias, key, size, found.hexdigest())


def copy_in(folder: Path, files: Iterator[StoredFile]) -> int:
    """Put files of a backup where they were; return how many. Raise KeyTaken rather than file one elsewhere."""
    count = 0
    for file in files:
        place = storages[file.storage]
        with (folder / file.storage / file.key).open("rb") as source:
            saved = place.save(file.key, File(source))
        if saved != file.key:
            place.delete(saved)
            raise KeyTaken(f"{file.storage}/{file.key} is there already.")
        count += 1
    return count


def empty() -> int:
    """Delete every file of every storage; return how many went."""
    count = 0
    for alias in STORAGES:
        place = storages[alias]
        for key in list(keys(place)):
            place.delete(key)
            count += 1
    return count


def are_empty() -> bool:
    """Return whether no storage holds a file."""
    return all(next(keys(storages[alias]), None) is None for alias in STORAGES)
