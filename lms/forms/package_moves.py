# messages: back office
"""Who moves to a new version of a SCORM package."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.actions.package_moves import Scope


class MoveForm(forms.Form):
    """One choice; the page shows it with the numbers of people."""

    scope = forms.ChoiceField(
        choices=[(scope.value, scope.value) for scope in Scope],
        error_messages={
            "required": _("Bitte wählen Sie, wer wechselt."),
            "invalid_choice": _("Bitte wählen Sie, wer wechselt."),
        },
    )
