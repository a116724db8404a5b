"""The door of the content host: from a token in the path to a launch that may look (ADR 0041)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from scorm import origins, tokens, wiring
from scorm.limits import limit
from scorm.models import EndReason, Launch, Registration


class Standing(StrEnum):
    """What a known launch may still do."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    ENDED = "ended"


class Over(Http404):
    """The address was right once: `launch`, the newest of its person, knows their language and the way back."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        super().__init__()


def find(request: HttpRequest, token: str) -> Launch:
    """Return the launch; raise Http404 for a token that is not ours or not for this host."""
    try:
        signed = tokens.read(token)
    except tokens.BadToken as error:
        raise Http404 from error
    launch = _launches().filter(public_id=signed.launch).first()
    if launch is None or not signed.fits(launch.nonce) or not _is_welcome(launch):
        raise Http404
    _refuse_elsewhere(request, launch.attempt.version.public_id)
    return launch


def find_reading(request: HttpRequest, token: str, at: datetime) -> Launch:
    """
    Return the newest launch of whoever may read files with this token; raise Http404 where nobody may, and of those
    `Over` where nobody may any more.

    The address outlives a launch, the right does not: it lasts as long as the newest player of this person lives.
    """
    try:
        signed = tokens.read_reading(token)
    except tokens.BadToken as error:
        raise Http404 from error
    _refuse_elsewhere(request, signed.version)
    owned = _launches().filter(
        attempt__registration__public_id=signed.registration, attempt__version__public_id=signed.version
    )
    launch = owned.order_by("-attempt_id", "-epoch").first()
    if launch is None or not _is_welcome(launch):
        raise Http404
    if not _may_read(launch, at):
        raise Over(launch)
    registration = launch.attempt.registration
    if signed.month not in (_month(registration, at), _month(registration, launch.created_at)):
        raise Over(launch)  # a month began while the player was open: its own addresses hold on, older ones do not
    return launch


def reading_token(launch: Launch, at: datetime) -> str:
    """Return the token of the launch's files."""
    attempt = launch.attempt
    month = _month(attempt.registration, at)
    return tokens.make_reading(tokens.SignedReading(attempt.registration.public_id, attempt.version.public_id, month))


def _launches() -> QuerySet[Launch]:
    return Launch.objects.select_related("attempt__version__package", "attempt__registration__user").defer(
        "attempt__sequencing_state", "attempt__version__manifest", "attempt__version__report"
    )


def _is_welcome(launch: Launch) -> bool:
    """Return whether the account still exists for us, and whether whoever looks at a package still may upload some."""
    registration = launch.attempt.registration
    if not registration.user.is_active or not registration.is_preview:
        return bool(registration.user.is_active)
    return wiring.may(registration.user, wiring.UPLOAD_PACKAGES, launch.attempt.version.package.owner)


def _refuse_elsewhere(request: HttpRequest, version: str) -> None:
    label = origins.host_label(request)
    if label is not None and label != version:
        raise Http404  # one package's token opens nothing on another package's host


def _month(registration: Registration, at: datetime) -> int:
    """Return how many spans of READING_DAYS lie behind the person: counted from their own beginning."""
    return (at - registration.created_at).days // int(limit("READING_DAYS"))


def _may_read(launch: Launch, at: datetime) -> bool:
    """Return whether somebody still looks: an attempt that ended in an open player (moved) goes on as long as that."""
    if standing(launch, at) is Standing.ENDED:
        return False
    return at - launch.attempt.last_seen_at <= timedelta(seconds=limit("SESSION_SECONDS"))


def standing(launch: Launch, at: datetime) -> Standing:
    """Return whether the launch lives: 15 minutes to be opened, then as long as commits keep coming."""
    attempt = launch.attempt
    if launch.end_reason in (EndReason.FORCED, EndReason.TIMEOUT, EndReason.SIGNED_OUT):
        return Standing.ENDED
    if launch.opened_at is None and at - launch.created_at > timedelta(seconds=limit("OPEN_SECONDS")):
        return Standing.ENDED
    if launch.epoch < attempt.epoch:
        return Standing.SUPERSEDED
    if launch.opened_at is not None and at - attempt.last_seen_at > timedelta(seconds=limit("SESSION_SECONDS")):
        return Standing.ENDED
    return Standing.LIVE
