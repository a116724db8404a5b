"""`manage.py backup --to FOLDER`: the database and all uploaded files, with checksums."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations import actions
from operations.backups import taking
from operations.backups.database import ToolFailed, ToolMissing
from operations.models import SignOfLife


class Command(BaseCommand):
    help = "Write the database and all uploaded files into a folder of its own below --to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, type=Path, help="where backups lie")
        parser.add_argument("--with-key-ring", action="store_true", help="put the keys in too: keep it locked away")

    def handle(self, *, to: Path, with_key_ring: bool, **options: Any) -> None:
        try:
            at = timezone.now()
            folder, made = taking.take(into=to, at=at, with_key_ring=with_key_ring)
        except (ToolMissing, ToolFailed) as error:
            raise CommandError(str(error)) from error
        except Exception as error:  # a database or a storage that fails, each in its own words; --traceback tells more
            raise CommandError(f"No backup was made. {type(error).__name__}: {error}") from error
        actions.give_sign(name=SignOfLife.Name.BACKUP, at=at)  # the operator's page tells when there was none
        self.stdout.write(
            f"{folder}: {sum(made.rows.values())} rows in {len(made.rows)} tables, {made.file_count} files "
            f"({made.file_bytes / 1024**2:.1f} MiB)"
        )
        keys = ", ".join(made.key_fingerprints)
        if with_key_ring:
            self.stdout.write(f"The key ring is inside (keys {keys}): whoever has this backup can sign certificates.")
        else:
            self.stdout.write(f"The key ring is not inside. This backup needs the keys {keys}.")
