from django.core.management.base import BaseCommand

from diversity_training.booking import picture


class Command(BaseCommand):
    help = "Prints the way of a booking as Markdown."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(picture(), ending="")
