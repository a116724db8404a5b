"""`manage.py restore FOLDER`: put a backup back, into an empty place unless told otherwise."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.backups import restoring
from operations.backups.database import ToolFailed, ToolMissing
from operations.backups.files import KeyTaken, NoSpace
from operations.backups.manifest import BackupDamaged


class Command(BaseCommand):
    help = "Check a backup, then put its database and files back. Nothing is changed when a check fails."
    requires_system_checks: list[str] = []  # the target may have no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the backup's own folder")
        parser.add_argument("--overwrite", action="store_true", help="empty database and storages first")
        parser.add_argument("--any-keys", action="store_true", help="go on although LB_KEY_RING lacks a key")

    def handle(self, *, folder: Path, overwrite: bool, any_keys: bool, **options: Any) -> None:
        try:
            restored = restoring.restore(folder=folder, overwrite=overwrite, any_keys=any_keys)
        except restoring.TargetNotEmpty as error:
            raise CommandError(f"{error} Say --overwrite (make: ARGS=--overwrite) if all of it may go.") from error
        except (restoring.DoesNotFit, BackupDamaged, KeyTaken, NoSpace, ToolMissing, ToolFailed) as error:
            raise CommandError(str(error)) from error
        except Exception as error:  # a database or a storage that fails, each in its own words; --traceback tells more
            raise CommandError(f"Nothing is complete yet. {type(error).__name__}: {error}") from error
        if restored.differing_tables:
            lines = [f"{name}: {then} -> {now}" for name, (then, now) in sorted(restored.differing_tables.items())]
            raise CommandError(f"Restored, but these tables differ: {'; '.join(lines)}")
        self.stdout.write(f"Restored {restored.rows} rows and {restored.file_count} files.")
        self.stdout.write("Now run `start prepare`; `make demo` and `docker compose up` do so by themselves.")
