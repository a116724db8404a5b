"""Orders to the BigBlueButton stand-in beside the demo: who takes part, what an earlier evening was like."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings

SECONDS = 10


class StandinIsAway(Exception):
    """No stand-in runs beside this demo, or it does not do as it is told; in a minute it may be different."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody whom the stand-in lets take part: the id and the name that a conference server is told of them."""

    userID: str  # noqa: N815  as the stand-in reads it
    name: str


def is_there() -> bool:
    """Return whether a stand-in answers."""
    try:
        _ask("state")
    except StandinIsAway:
        return False
    return True


def people_in(meeting_id: UUID) -> int:
    """Return how many are in the meeting now; 0 also where there is none. Raises StandinIsAway."""
    rooms = _ask("state")["meetings"]
    return sum(len(room["present"]) for room in rooms if room["meetingID"] == str(meeting_id))


def send_people(meeting_id: UUID, people: Iterable[Part], *, since: datetime, factor: float) -> None:
    """Let people take part in a lesson that began at `since`; it lasts 90 / factor minutes. Raises StandinIsAway."""
    order = {"people": [asdict(part) for part in people], "since": _ms(since), "factor": factor}
    _ask("bots", {"meetingID": str(meeting_id), **order})


def play_evening(meeting_id: UUID, people: Iterable[Part], *, begins: datetime, ends: datetime, seed: int) -> bytes:
    """
    Let a running meeting be an earlier evening with these people in it, and over; `seed` says who comes and goes when.

    Returns the body of the analytics that a server sends after one. Raises StandinIsAway.
    """
    order = {"people": [asdict(part) for part in people], "start": _ms(begins), "end": _ms(ends), "seed": seed}
    told = _ask("evenings", {"meetingID": str(meeting_id), **order})
    return json.dumps(told["analytics"]).encode()


def keep_recording(meeting_id: UUID, *, name: str, begins: datetime, ends: datetime) -> None:
    """Put the recording of an earlier evening on the stand-in's disk. Raises StandinIsAway."""
    _ask("recordings", {"meetingID": str(meeting_id), "name": name, "start": _ms(begins), "end": _ms(ends)})


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _ask(act: str, order: dict[str, Any] | None = None) -> dict[str, Any]:
    base_url, _, secret = settings.DEMO_STANDIN.partition("#")
    if not secret:
        raise StandinIsAway
    body = None if order is None else json.dumps(order).encode()
    # The address is that of our own settings, http on this machine or in this house.
    request = Request(urljoin(base_url, f"/standin/{act}"), body, {"Authorization": f"Bearer {secret}"})  # noqa: S310
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            told: dict[str, Any] = json.load(answer)
    except (URLError, OSError, ValueError) as error:
        raise StandinIsAway(str(error)) from None
    return told
