"""`manage.py prepare_languages`: what the settings offer can also be written in the back office."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.models import Locale


class Command(BaseCommand):
    help = "Make the languages of the settings known to the editors; run again after adding one."

    def handle(self, *args: Any, **options: Any) -> None:
        for code, name in settings.LANGUAGES:
            _locale, is_new = Locale.objects.get_or_create(language_code=code)
            if is_new:
                self.stdout.write(f"{name} ({code})")
