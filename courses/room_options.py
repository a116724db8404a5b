"""
What staff may choose about the room of a session, and what a conference server is told of it.

This is a list of what is allowed, not of what is forbidden: names and values of the server's parameters are written
here and nowhere else, so that nothing anybody types or stores can become another one (a callback, a recording).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from live_sessions.bbb.client import Value


class Layout(models.TextChoices):
    """How the room is arranged when one comes in; the keys are ours."""

    SMART = "smart", gettext_lazy("passt sich an")
    SLIDES = "slides", gettext_lazy("Folien groß")
    PEOPLE = "people", gettext_lazy("Kamerabilder groß")


_LAYOUTS: Mapping[str, str] = {
    Layout.SMART: "SMART_LAYOUT",
    Layout.SLIDES: "PRESENTATION_FOCUS",
    Layout.PEOPLE: "VIDEO_FOCUS",
}
_FEATURES: Mapping[str, str] = {"breakout_rooms": "breakoutRooms", "polls": "polls"}


class OptionIsUnknown(ValueError):
    """No such option, or not such a value of it; `name` is the option's."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True, slots=True)
class RoomOptions:
    """The choices, with what the house takes for sensible: quiet at first, everything else open."""

    mute_on_start: bool = True
    microphones: bool = True
    cameras: bool = True
    cameras_for_staff_only: bool = False
    public_chat: bool = True
    private_chat: bool = True
    shared_notes: bool = True
    list_of_people: bool = True
    lock_on_join: bool = True
    staff_may_unmute: bool = False
    breakout_rooms: bool = True
    polls: bool = True
    lobby: bool = True
    layout: str = Layout.SMART.value

    def __post_init__(self) -> None:
        for name in NAMES:
            value = getattr(self, name)
            if name == "layout":
                if not isinstance(value, str) or value not in _LAYOUTS:
                    raise OptionIsUnknown(name)
            elif not isinstance(value, bool):
                raise OptionIsUnknown(name)

    @classmethod
    def read(cls, stored: object) -> RoomOptions:
        """Return what a row holds; what is no option, or no value of one, counts for nothing."""
        options = cls()
        if not isinstance(stored, Mapping):
            return options
        for name in NAMES:
            if name in stored:
                try:
                    options = cls(**{**asdict(options), name: stored[name]})
                except OptionIsUnknown:
                    continue
        return options

    @classmethod
    def checked(cls, given: Mapping[str, Any]) -> RoomOptions:
        """Return the options given, the others as the house has them; raise OptionIsUnknown for anything else."""
        for name in given:
            if name not in NAMES:
                raise OptionIsUnknown(str(name))
        return cls(**given)

    def differing(self) -> dict[str, Value]:
        """Return what is not as the house has it, for a row: a better default later reaches all who did not choose."""
        usual = asdict(RoomOptions())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def parameters(self) -> dict[str, Value]:
        """Return the parameters of BigBlueButton's `create`, always the same ones."""
        off = sorted(feature for name, feature in _FEATURES.items() if not getattr(self, name))
        return {
            "muteOnStart": self.mute_on_start,
            "lockSettingsDisableMic": not self.microphones,
            "lockSettingsDisableCam": not self.cameras,
            "webcamsOnlyForModerator": self.cameras_for_staff_only,
            "lockSettingsDisablePublicChat": not self.public_chat,
            "lockSettingsDisablePrivateChat": not self.private_chat,
            "lockSettingsDisableNotes": not self.shared_notes,
            "lockSettingsHideUserList": not self.list_of_people,
            "lockSettingsLockOnJoin": self.lock_on_join,
            "allowModsToUnmuteUsers": self.staff_may_unmute,
            "guestPolicy": "ASK_MODERATOR" if self.lobby else "ALWAYS_ACCEPT",
            "meetingLayout": _LAYOUTS[self.layout],
            "disabledFeatures": ",".join(off),  # an empty one is not sent
        }


NAMES = tuple(field.name for field in fields(RoomOptions))


def validate(value: object) -> None:
    """Raise ValidationError for what is no set of room options."""
    try:
        if not isinstance(value, Mapping):
            raise OptionIsUnknown("")
        RoomOptions.checked(value)
    except OptionIsUnknown as error:
        raise ValidationError(_("Diese Einstellung des Raums gibt es nicht.")) from error
