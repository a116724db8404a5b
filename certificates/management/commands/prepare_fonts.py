"""Make the fonts that documents are set in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates import fonts


class Command(BaseCommand):
    help = "Converts the woff2 subsets of the npm packages into the fonts of certificates; skipped when done."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = fonts.prepare()
        except fonts.FontSourcesMissing as problem:
            raise CommandError(str(problem)) from problem
        state = "made" if is_new else "ready"
        self.stdout.write(f"{len(fonts.SUBSETS)} fonts {state} in {settings.FONT_DIR}")
