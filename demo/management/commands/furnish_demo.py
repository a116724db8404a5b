import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.furnish import furnish


class Command(BaseCommand):
    help = "Furnishes the demo, or brings its dates up to today; keeps whatever happened in it."

    def handle(self, *args: Any, **options: Any) -> None:
        for chatty in ("wagtail", "django_tasks"):  # a line for each of two thousand steps
            logging.getLogger(chatty).setLevel(logging.WARNING)
        furnish(at=timezone.now())
