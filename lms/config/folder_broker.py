"""The broker of the embedded mode: a folder, in which a message appears whole or not at all."""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "folder"


class Channel(filesystem.Channel):  # type: ignore[misc]
    """
    Kombu's channel, with messages that get their name when they are complete.

    Kombu opens a message under its final name and fills it then. A worker that reads in between finds nothing to
    parse, and ends: from then on nobody hears a doorbell.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}"
        unfinished = Path(self.data_folder_out) / f"{name}.part"
        try:
            unfinished.write_bytes(str_to_bytes(dumps(payload)))
            unfinished.replace(unfinished.with_name(f"{name}.msg"))
        except OSError as problem:
            raise ChannelError(f"Cannot add the message {name!r}.") from problem


class Transport(filesystem.Transport):  # type: ignore[misc]
    """Kombu's transport over folders, with our channel."""

    Channel = Channel


def register() -> None:
    """Make addresses that begin with "folder:" lead here."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
