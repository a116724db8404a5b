"""`manage.py print_visibility`: who sees what of participants, for docs/visibility.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from diversity_training.visibility import table_markdown


class Command(BaseCommand):
    help = "Print the table of who sees what as Markdown."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table_markdown(), ending="")
