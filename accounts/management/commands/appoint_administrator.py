"""`manage.py appoint_administrator`: the first person who may set up networks, providers and roles."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.actions import memberships, people
from accounts.models import Membership


class Command(BaseCommand):
    help = "Give somebody the administration of the platform. Who is new gets a letter and chooses a password with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")
        parser.add_argument("--language", default="de")

    def handle(self, *args: Any, email: str, full_name: str, language: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address") from error
        at = timezone.now()
        with transaction.atomic():
            person = people.invite(full_name=full_name, email=email, language=language, provider=None, by=None, at=at)
            memberships.grant(user=person, role=Membership.Role.ADMINISTRATOR, by=None, at=at)
        self.stdout.write(f"{email} administers the platform now; a letter is on its way to whoever is new.")
