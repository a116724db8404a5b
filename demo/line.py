"""
A switch that really cuts the line: the content host answers a person's player with nothing, as a dead cable would.

Only under the demo settings. The line mends itself after a few minutes, should the visitor have walked away. Whose
line is cut stands in a folder of small files, because several web processes must know.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User
from scorm import tokens
from scorm.models import Launch, Registration

LONGEST_CUT = timedelta(minutes=5)
PLAYER_PATH = re.compile(r"/l/([^/]+)/")


def cut(person: User, *, at: datetime) -> None:
    """Cut the line of this person's players from now on."""
    _file(person.public_id).parent.mkdir(parents=True, exist_ok=True)
    _file(person.public_id).write_text(str(at.timestamp()), encoding="ascii")


def mend(person: User) -> None:
    """Let this person's players through again; mending twice is once."""
    _file(person.public_id).unlink(missing_ok=True)


def is_cut(public_id: str, *, at: datetime) -> bool:
    """Return whether the line of the person with this public id is cut."""
    try:
        since = float(_file(public_id).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return at.timestamp() - since < LONGEST_CUT.total_seconds()


def _file(public_id: str) -> Path:
    return Path(settings.DEMO_LINES) / public_id


class CutLine:
    """First in the content host's chain: hangs up on players whose line is cut."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (learner := _learner(request.path)) and is_cut(learner, at=timezone.now()):
            return StreamingHttpResponse(_hang_up())
        return self.get_response(request)


def _learner(path: str) -> str:
    """Return the public id of whose player asks; empty for anything else."""
    match = PLAYER_PATH.match(path)
    if match is None or not any(Path(settings.DEMO_LINES).glob("*")):
        return ""
    with suppress(tokens.BadToken):
        launches = Launch.objects.filter(public_id=tokens.read(match[1]).launch)
        return launches.values_list("attempt__registration__user__public_id", flat=True).first() or ""
    with suppress(tokens.BadToken):
        registrations = Registration.objects.filter(public_id=tokens.read_reading(match[1]).registration)
        return registrations.values_list("user__public_id", flat=True).first() or ""
    return ""


def _hang_up() -> Iterator[bytes]:
    # The web server takes this for a visitor who left: it closes the connection and writes no error.
    raise ConnectionResetError(errno.ECONNRESET, "the demo has cut this line")
    yield b""
