"""Putting a backup back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from operations.backups import database, files, manifest


class TargetNotEmpty(Exception):
    """Something is there already, and nobody said that it may go."""


class DoesNotFit(Exception):
    """The backup belongs to another kind of database, newer code or another key ring."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what differs from the manifest: nothing, if all is well."""

    rows: int
    file_count: int
    differing_tables: dict[str, tuple[int, int]]  # table -> (rows in the backup, rows now)


def restore(*, folder: Path, overwrite: bool = False, any_keys: bool = False) -> Restored:
    """
    Put database and files back; everything is checked before anything is touched.

    Raises BackupDamaged, DoesNotFit, ToolMissing, NoSpace or TargetNotEmpty and has changed nothing then. With
    `overwrite` what is there goes, each part only when the backup's is in place: whatever fails half-way, the rows that
    were there still find their files. `any_keys` goes on although a key is missing (its certificates will not verify).
    """
    made = manifest.read(folder)
    manifest.check_files(folder)
    _refuse_misfit(made, any_keys=any_keys)
    database.need_tools()
    files.need_space(manifest.read_files(folder))
    if not overwrite and not (database.is_empty() and files.are_empty()):
        raise TargetNotEmpty("The database or the storages hold something already.")
    count = files.copy_in(folder / "files", manifest.read_files(folder), overwrite=overwrite)
    database.restore(folder / made.database_file, overwrite=overwrite)
    files.remove_others(manifest.read_files(folder))
    for name in settings.CACHES:
        caches[name].clear()  # pages and limits of what was here before
    rows = database.count_rows()
    differing = {
        table: (made.rows.get(table, 0), rows.get(table, 0))
        for table in {*made.rows, *rows}
        if made.rows.get(table, 0) != rows.get(table, 0)
    }
    return Restored(sum(rows.values()), count, differing)


def _refuse_misfit(made: manifest.Manifest, *, any_keys: bool) -> None:
    if made.vendor != connection.vendor:
        raise DoesNotFit(f"The backup is of {made.vendor}, this installation runs on {connection.vendor}.")
    on_disk = MigrationLoader(None).disk_migrations
    known = {*on_disk, *(key for migration in on_disk.values() for key in migration.replaces)}  # merged ones as well
    newer = [f"{app}.{name}" for app, name in made.migrations.items() if (app, name) not in known]
    if newer:
        raise DoesNotFit(f"The backup was made by newer code: {', '.join(sorted(newer))} is unknown here.")
    missing = set(made.key_fingerprints) - set(manifest.fingerprints(settings.KEY_RING))
    inside = f" (they lie in {manifest.KEYS} of this backup)" if made.has_key_ring else ""
    if missing and not any_keys:
        raise DoesNotFit(
            f"LB_KEY_RING lacks the keys {', '.join(sorted(missing))}: what they signed would not verify. "
            f"Put them into the ring{inside}, or say --any-keys."
        )
