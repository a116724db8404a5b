"""The addresses we give to servers, and whose they are when somebody knocks there."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from live_sessions.bbb.client import Value
from live_sessions.models import Meeting, Server
from privacy import keys

ENDED, ANALYTICS = "ended", "analytics"


def metadata_of(meeting: Meeting) -> Mapping[str, Value]:
    """Return what goes into `create`, the same for everybody who asks for this meeting."""
    return {
        "endCallbackUrl": _signed(ENDED, meeting),
        "bbb-recording-ready-url": _absolute(reverse("live_sessions:recording_ready")),
        "analytics-callback-url": _signed(ANALYTICS, meeting),
    }


def hook_of(server: Server) -> str:
    """Return the address at which we hear the server's webhooks; its checksums cover exactly this text."""
    return _absolute(hook_path(server))


def hook_path(server: Server) -> str:
    """Return the end of the address of `hook_of`; no other server's is the same."""
    return reverse("live_sessions:hook", args=[server.public_id])


def hooks_of_all_servers() -> str:
    """Return what every address of `hook_of` begins with."""
    return _absolute(reverse("live_sessions:hook", args=["x"]).removesuffix("x"))


def signed_meeting(purpose: str, meeting_id: UUID, signature: str) -> Meeting | None:
    """Return the meeting whose address for this purpose carries the signature, by any key of the ring."""
    meeting = Meeting.objects.select_related("server").filter(meeting_id=meeting_id).first()
    if meeting is None:
        return None
    given = signature.encode("utf-8", "surrogateescape")
    digests = keys.all_digests(_use(purpose), _text(meeting))
    return meeting if any(compare_digest(digest.hex().encode(), given) for digest in digests) else None


def _signed(purpose: str, meeting: Meeting) -> str:
    signature = keys.keyed_digest(_use(purpose), _text(meeting)).hex()
    return _absolute(reverse(f"live_sessions:{purpose}", args=[meeting.meeting_id, signature]))


def _use(purpose: str) -> str:
    return f"live_sessions.callbacks.{purpose}"


def _text(meeting: Meeting) -> str:
    return f"{meeting.meeting_id}:{meeting.nonce}"


def _absolute(path: str) -> str:
    return f"{settings.SITE_ORIGIN}{path}"
