"""Second factors in this house: their secrets are encrypted in the database."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from privacy import keys


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A stolen copy of the database opens no second factor: the key ring is not in it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Der Code stimmt nicht. Warten Sie auf den nächsten Code in der App."),
        "unverified_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
        "cannot_delete_authenticator": _("Sie können diesen Schritt nicht ausschalten."),
    }

    def encrypt(self, text: str) -> str:
        return keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keys.decrypt(encrypted_text)
