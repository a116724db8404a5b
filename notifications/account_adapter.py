"""allauth's mails as letters: same row, same job, same look as all others."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts import queries
from accounts.adapter import AccountAdapter
from accounts.models import User
from notifications import actions
from privacy.public_ids import new_public_id

# allauth's name of a mail -> (our event, which of its values the text needs: ours -> allauth's)
EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    "account/email/email_confirmation": ("email_confirmation", {"url": "activate_url"}),
    "account/email/email_confirmation_signup": ("email_confirmation", {"url": "activate_url"}),
    "account/email/account_already_exists": ("account_already_exists", {"url": "password_reset_url"}),
    "account/email/password_reset_key": ("password_reset", {"url": "password_reset_url", "username": "username"}),
    "account/email/password_reset": ("password_changed", {}),
    "account/email/password_changed": ("password_changed", {}),
    "account/email/password_set": ("password_changed", {}),
    "account/email/email_changed": ("email_changed", {}),
    "account/email/email_deleted": ("email_changed", {}),
    "mfa/email/totp_activated": ("second_factor_on", {}),
    "mfa/email/totp_deactivated": ("second_factor_off", {}),
    "mfa/email/recovery_codes_generated": ("recovery_codes_made", {}),
    "accounts/invited": ("invited", {"url": "url", "username": "username"}),
}


class LetterAdapter(AccountAdapter):
    """Writes a letter where allauth would send a mail."""

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Name the person: the address may be one that was theirs until a moment ago."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        event, names = EVENTS[template_prefix]
        recipient = _recipient(email, context)
        if recipient is None:
            return
        values = {"username": recipient.username, **context}
        actions.write(
            key=f"{event}:{new_public_id()}",  # asked for again, sent again; allauth's rate limits say how often
            recipient=recipient,
            event=event,
            context={ours: str(values[theirs]) for ours, theirs in names.items()},
            at=timezone.now(),
            address=email,
        )


def _recipient(email: str, context: dict[str, Any]) -> User | None:
    """Return whose account it is: named by allauth, or owner of the address."""
    user = context.get("user")
    return user if isinstance(user, User) else queries.owner_of_address(email)
