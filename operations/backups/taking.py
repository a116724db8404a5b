"""Taking a backup."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from operations.backups import database, files, manifest
from operations.backups.manifest import Manifest

PARTIAL = ".partial"


def take(*, into: Path, at: datetime, with_key_ring: bool = False) -> tuple[Path, Manifest]:
    """
    Write a backup into a folder of its own below `into`; return the folder and its manifest.

    First the database in one snapshot, then the files: a file too many is harmless, a row without its file is not.
    The folder bears its name only when everything is in it; what was begun and failed takes no space.
    """
    name = f"lernbruecke-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    folder = into / f"{name}{PARTIAL}"
    (folder / "files").mkdir(parents=True)
    try:
        made = _fill(folder, at=at, with_key_ring=with_key_ring)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    whole = into / name
    folder.rename(whole)
    return whole, made


def _fill(folder: Path, *, at: datetime, with_key_ring: bool) -> Manifest:
    folder.chmod(0o700)
    dump = folder / database.file_name()
    rows = database.dump(dump)
    copied = list(files.copy_out(folder / "files"))
    manifest.write_files(folder, copied)
    if with_key_ring:
        _write_keys(folder, settings.KEY_RING)
    made = Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        vendor=connection.vendor,
        database_file=dump.name,
        database_sha256=manifest.digest(dump),
        rows=rows,
        migrations=database.last_migrations(),
        key_fingerprints=manifest.fingerprints(settings.KEY_RING),
        has_key_ring=with_key_ring,
        file_count=len(copied),
        file_bytes=sum(file.size for file in copied),
        files_sha256=manifest.digest(folder / manifest.FILES),
    )
    manifest.write(folder, made)
    return made


def _write_keys(folder: Path, ring: Sequence[str]) -> None:
    """Write the ring for its owner alone; that this file makes the backup a secret is said by the command."""
    place = os.open(folder / manifest.KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(place, "w", encoding="utf-8") as keys:
        keys.write(",".join(ring) + "\n")
