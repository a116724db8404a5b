"""`manage.py print_roles`: the matrix of roles and permissions, for docs/roles.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import matrix_markdown


class Command(BaseCommand):
    help = "Print the matrix of roles and permissions as Markdown."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(matrix_markdown(), ending="")
