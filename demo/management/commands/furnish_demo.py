from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.furnish import furnish


class Command(BaseCommand):
    help = "Furnishes the demo, or brings its dates up to today; keeps whatever happened in it."

    def handle(self, *args: Any, **options: Any) -> None:
        furnish(at=timezone.now())
