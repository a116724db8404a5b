"""The door of the content host: from a token in the path to a launch that may look."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.http import Http404, HttpRequest

from scorm import origins, tokens
from scorm.limits import limit
from scorm.models import EndReason, Launch


class Standing(StrEnum):
    """What a known launch may still do."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    ENDED = "ended"


def find(request: HttpRequest, token: str) -> Launch:
    """Return the launch; raise Http404 for a token that is not ours or not for this host."""
    try:
        signed = tokens.read(token)
    except tokens.BadToken as error:
        raise Http404 from error
    launch = (
        Launch.objects.select_related("attempt__version__package", "attempt__registration")
        .defer("attempt__sequencing_state", "attempt__version__manifest", "attempt__version__report")
        .filter(public_id=signed.launch)
        .first()
    )
    if launch is None or not signed.fits(launch.nonce):
        raise Http404
    label = origins.host_label(request)
    if label is not None and label != launch.attempt.version.public_id:
        raise Http404  # one package's token opens nothing on another package's host
    return launch


def standing(launch: Launch, at: datetime) -> Standing:
    """Return whether the launch lives: 15 minutes to be opened, then as long as commits keep coming."""
    attempt = launch.attempt
    if launch.end_reason in (EndReason.FORCED, EndReason.TIMEOUT):
        return Standing.ENDED
    if launch.opened_at is None and at - launch.created_at > timedelta(seconds=limit("OPEN_SECONDS")):
        return Standing.ENDED
    if launch.epoch < attempt.epoch:
        return Standing.SUPERSEDED
    if launch.opened_at is not None and at - attempt.last_seen_at > timedelta(seconds=limit("SESSION_SECONDS")):
        return Standing.ENDED
    return Standing.LIVE
