"""Steps of a sign-in that differ from allauth's own."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import EmailVerificationStage


class ConfirmEmailWhereOneExists(EmailVerificationStage):  # type: ignore[misc]
    """Ask for a confirmed address only of people who gave one: many learners have none."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is not None and not user.email:
            return None, True
        result: tuple[Any, bool] = super().handle()
        return result
