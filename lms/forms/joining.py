"""How somebody comes into the room of a session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.room_choices import BY_KEY, CHOICES, FIRST, RoomChoice


class JoinForm(forms.Form):
    """With video, with little data, or only listening."""

    choice = forms.ChoiceField(
        label=_("Wie möchten Sie dabei sein?"),
        choices=[(choice.key, choice.label) for choice in CHOICES],
        widget=forms.RadioSelect,
        initial=FIRST.key,
        required=False,
    )

    @property
    def chosen(self) -> RoomChoice:
        """The way that was chosen; something unknown is the first one, nobody stays outside for it."""
        return BY_KEY.get(self.data.get("choice", ""), FIRST)
