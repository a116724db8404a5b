"""What a guest says about themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GuestNameForm(forms.Form):
    """The name in the room, where staff gave none."""

    name = forms.CharField(
        label=_("Ihr Name"), max_length=60, help_text=_("So heißen Sie im Raum."), strip=True
    )  # as live_sessions.models.GuestInvite.name
