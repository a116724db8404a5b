"""How somebody wants to be in the room: what of it costs data, and what the server is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from live_sessions.bbb.client import Value

# userdata-… are settings of BigBlueButton's client for one person (its page on customization).
LANGUAGE = "userdata-bbb_override_default_locale"


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """
    One way to be in the room.

    `megabytes` per hour are estimates: sound takes 40 to 60 kbit/s each way, slides a few MB, and each of the cameras
    on the screen about 200 kbit/s (four of them counted in "all", none in the others).
    """

    key: str
    label: StrOrPromise
    hint: StrOrPromise
    megabytes: int
    parameters: Mapping[str, Value] = field(default_factory=dict)


CHOICES: tuple[RoomChoice, ...] = (
    RoomChoice("all", _("Mit Ton und Video"), _("Sie hören und sehen alle. Ihre Kamera schalten Sie selbst ein."), 400),
    RoomChoice(
        "low",
        _("Mit Ton, wenig Daten"),
        _("Ihre Kamera bleibt aus, Sie können sprechen. Im Raum schalten Sie auch die Kameras der anderen ab."),
        60,
        {"userdata-bbb_enable_video": False, "userdata-bbb_preferred_camera_profile": "low"},
    ),
    RoomChoice(
        "listen",
        _("Nur zuhören"),
        _("Ohne Kamera und Mikrofon. Sie können schreiben und die Hand heben."),
        50,
        {
            "userdata-bbb_enable_video": False,
            "userdata-bbb_force_listen_only": True,
            "userdata-bbb_auto_join_audio": True,
            "userdata-bbb_skip_check_audio": True,
        },
    ),
)
LISTEN = CHOICES[-1]
# For who does not want to be recorded: whatever they chose, nothing of them gets into the room but what they write.
UNSEEN = replace(
    LISTEN,
    parameters={
        **LISTEN.parameters,
        "userdata-bbb_record_video": False,
        "userdata-bbb_enable_screen_sharing": False,
    },
)
BY_KEY: dict[str, RoomChoice] = {choice.key: choice for choice in CHOICES}
FIRST = CHOICES[0]
