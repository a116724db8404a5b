"""`manage.py note_backup [2026-11-22T03:00:00+01:00]`: say that a backup was taken, for the operator's page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from operations import actions
from operations.models import SignOfLife


class Command(BaseCommand):
    help = "Notes when the last backup was complete; call it at the end of every backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("moment", nargs="?", help="ISO 8601 with offset; without it: now")

    def handle(self, *args: Any, moment: str | None = None, **options: Any) -> None:
        at = timezone.now() if moment is None else parse_datetime(moment)
        if at is None or timezone.is_naive(at) or at > timezone.now():
            raise CommandError("The moment must be ISO 8601 with an offset, and not in the future.")
        actions.give_sign(name=SignOfLife.Name.BACKUP, at=at)
