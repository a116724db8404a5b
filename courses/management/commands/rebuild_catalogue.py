"""`manage.py rebuild_catalogue`: make what the catalogue searches in anew."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.actions import catalogue


class Command(BaseCommand):
    help = "Makes the entries of the catalogue's search anew, as after an import that went past the actions."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{catalogue.rebuild()} courses in the catalogue.")
