"""Copying uploaded files out of their storages and back, disk or object storage alike."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from operations.backups.manifest import PIECE, StoredFile

STORAGES = ("default", "private", "scorm")


class KeyTaken(Exception):
    """A file lies already where one of the backup belongs."""


class NoSpace(Exception):
    """The disk of a storage does not take what the backup holds."""


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


def copy_in(folder: Path, files: Iterator[StoredFile], *, overwrite: bool = False) -> int:
    """
    Put files of a backup where they were; return how many. Raise KeyTaken rather than file one elsewhere.

    With `overwrite` a file that is there already and the same stays, another one gives way.
    """
    count = 0
    for file in files:
        place = storages[file.storage]
        if overwrite and place.exists(file.key):
            if _is_same(place, file):
                count += 1
                continue
            place.delete(file.key)
        with (folder / file.storage / file.key).open("rb") as source:
            saved = place.save(file.key, File(source))
        if saved != file.key:
            place.delete(saved)
            raise KeyTaken(f"{file.storage}/{file.key} is there already.")
        count += 1
    return count


def _is_same(place: Storage, file: StoredFile) -> bool:
    if place.size(file.key) != file.size:
        return False
    found = hashlib.sha256()
    with place.open(file.key, "rb") as source:
        while piece := source.read(PIECE):
            found.update(piece)
    return found.hexdigest() == file.sha256


def remove_others(files: Iterator[StoredFile]) -> int:
    """Delete every file that is not one of these; return how many went."""
    wanted = {(file.storage, file.key) for file in files}
    count = 0
    for alias in STORAGES:
        place = storages[alias]
        for key in list(keys(place)):
            if (alias, key) not in wanted:
                place.delete(key)
                count += 1
    return count


def need_space(files: Iterator[StoredFile]) -> None:
    """Raise NoSpace if a disk does not take those of the files that are not there; of object storages nobody knows."""
    needed = dict.fromkeys(STORAGES, 0)
    for file in files:
        place = storages[file.storage]
        if isinstance(place, FileSystemStorage) and not (place.exists(file.key) and place.size(file.key) == file.size):
            needed[file.storage] += file.size
    for alias, byte_count in needed.items():
        if not byte_count:
            continue
        folder = Path(storages[alias].path(""))
        while not folder.exists():
            folder = folder.parent
        free = shutil.disk_usage(folder).free
        if free < byte_count:
            mib = (byte_count / 1024**2, free / 1024**2)
            raise NoSpace(f"The backup needs {mib[0]:.0f} MiB at {folder}, and only {mib[1]:.0f} MiB are free there.")


def are_empty() -> bool:
    """Return whether no storage holds a file."""
    return all(next(keys(storages[alias]), None) is None for alias in STORAGES)
