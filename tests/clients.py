"""Test clients that sign people in the way the product demands it."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from accounts import rules
from accounts.models import User


class SignedInClient(Client):
    """
    A client whose `force_login` stands for a whole sign-in: whoever works here has shown a second factor as well.

    Django's own `force_login` stands for the first factor alone; tests of the second one use `django.test.Client`.
    """

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        if rules.is_staff(user):
            record: dict[str, Any] = {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
            session = self.session
            session["account_authentication_methods"] = [record]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
