from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions import groups


class Command(BaseCommand):
    help = "Derives the back office's groups from memberships; run it after every update."

    def handle(self, *args: Any, **options: Any) -> None:
        count = groups.sync_all()
        self.stdout.write(f"{count} groups derived")
