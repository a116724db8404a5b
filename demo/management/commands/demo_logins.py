from typing import Any

from django.core.management.base import BaseCommand

from demo import personas


class Command(BaseCommand):
    help = "Prints the log-ins of the demo's people."

    def handle(self, *args: Any, **options: Any) -> None:
        for persona in personas.PERSONAS:
            self.stdout.write(f"  {persona.username:<8} {personas.PASSWORD}   {persona.full_name} – {persona.who}")
