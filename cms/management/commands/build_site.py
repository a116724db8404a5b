from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.actions.tree import build_site


class Command(BaseCommand):
    help = "Makes what is missing of the website's basic pages and of the providers' sections."

    def handle(self, *args: Any, **options: Any) -> None:
        for page in build_site(at=timezone.now()):
            self.stdout.write(f"  {page.url}  {page.title}")
