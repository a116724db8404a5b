"""What is asked of a new password, said in words that lead on, in every language of the platform."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Refuse what is too short. Django's own sentence is not translated into all our languages."""

    def get_error_message(self) -> str:
        return _("Dieses Passwort ist zu kurz. Nehmen Sie mindestens %(min_length)s Zeichen.")


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Refuse what stands on the list of common passwords, and say what would do."""

    def get_error_message(self) -> str:
        return _("Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel drei Wörter.")
