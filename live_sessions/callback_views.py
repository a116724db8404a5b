"""
Doors for conference servers. Each proves that the server speaks before a word of it is read; the rest is a job.

Nobody is signed in here, no cookie counts, and answers are a word for the server's log. Trouble of ours is 503 so that
a server comes again; 401 is for what will never be right, as bbb-webhooks takes it for a delivery.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import parse_qs
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from live_sessions.actions import receiving
from live_sessions.callbacks import addresses, events, signatures
from live_sessions.callbacks import analytics as analytics_body
from live_sessions.callbacks.reading import BodyRefused, identifier
from live_sessions.callbacks.signatures import NotSigned
from live_sessions.models import Server
from privacy import keys

logger = logging.getLogger(__name__)
SMALL_BYTES = 64 * 1024
ANALYTICS_BYTES = 8 * 1024 * 1024
RETRY_SECONDS = 5

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, P], HttpResponse]


class BodyTooLarge(Exception):
    """More than any server has to say; not a byte of it was read."""


def _for_servers(view: Door[P]) -> Door[P]:
    """Say in one word of HTTP what went wrong; a database that is away is 503."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BodyTooLarge:
            return _word(413, "too large")
        except NotSigned:
            return _word(401, "not signed")
        except BodyRefused as refused:
            logger.warning("a message of a conference server cannot be read: %s", refused.reason)
            return _word(400, refused.reason)
        except UnreadablePostError:
            return _word(400, "cut off")
        except (OperationalError, InterfaceError, InvalidToken):
            # Also when no key of ours opens the secret: who looks after the keys will mend it.
            logger.exception("a message of a conference server could not be kept")
            return _word(503, "later", retry_after=RETRY_SECONDS)

    return cast(Door[P], never_cache(door))


@_for_servers
@require_GET
def ended(request: HttpRequest, meeting_id: UUID, signature: str) -> HttpResponse:
    """Hear that a meeting is over: a hint, for which 200 is said as often as it comes."""
    meeting = addresses.signed_meeting(addresses.ENDED, meeting_id, signature)
    if meeting is None:
        return _word(404, "unknown")
    marks = {"true": True, "false": False}.get(request.GET.get("recordingmarks", ""))
    receiving.end_told(meeting=meeting, has_marks=marks, at=timezone.now())
    return _word(200, "ok")


@csrf_exempt  # a server speaks, no person; a token signed with its secret says so
@_for_servers
@require_POST
def recording_ready(request: HttpRequest) -> HttpResponse:
    """Hear that something of a recording is ready. What it is, only the server's list says."""
    body = _body(request, SMALL_BYTES)
    try:
        token = parse_qs(body.decode(), max_num_fields=20)["signed_parameters"][0]
    except (ValueError, KeyError):
        raise BodyRefused("wrongShape") from None
    claims = signatures.claims_as_told(token)
    record_id = identifier(claims.get("record_id"))
    meeting = receiving.room_by_id(meeting_id=identifier(claims.get("meeting_id")))
    secret = None if meeting is None else _secret(meeting.server)
    if meeting is None or secret is None:
        return _word(410, "unknown")
    signatures.check_recording(token, secret=secret)
    if not record_id:
        raise BodyRefused("wrongShape")
    sha256 = hashlib.sha256(body).hexdigest()
    is_wanted = receiving.recording_told(meeting=meeting, record_id=record_id, sha256=sha256, at=timezone.now())
    return _word(200, "ok") if is_wanted else _word(410, "deleted")


@csrf_exempt  # a server speaks, no person; signed address and token say so
@_for_servers
@require_POST
def analytics(request: HttpRequest, meeting_id: UUID, signature: str) -> HttpResponse:
    """Hear who was there from when to when; the first valid body of a meeting counts."""
    at = timezone.now()
    meeting = addresses.signed_meeting(addresses.ANALYTICS, meeting_id, signature)
    secret = None if meeting is None else _secret(meeting.server)
    if meeting is None or secret is None:
        return _word(404, "unknown")
    signatures.check_analytics(
        request.headers.get("Authorization", ""), secret=secret, clock_offset_seconds=meeting.clock_offset_seconds
    )
    try:
        receiving.analytics_due(meeting=meeting, at=at)
        body = _body(request, ANALYTICS_BYTES)
        report = analytics_body.read(body)
        sha256 = hashlib.sha256(body).hexdigest()
        receiving.analytics_told(meeting=meeting, report=report, sha256=sha256, at=at)
    except receiving.MeetingHasNotStarted:
        return _word(409, "not started")
    except receiving.OtherMeeting:
        return _word(409, "another meeting")
    except receiving.TooLate:
        return _word(410, "too late")
    return _word(200, "ok")


@csrf_exempt  # a server speaks, no person; a checksum with its secret says so
@_for_servers
@require_POST
def hook(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear what happens in the meetings of a server. What is not ours is thrown away unread."""
    server = Server.objects.in_service().filter(public_id=public_id, uses_hooks=True).first()
    secret = None if server is None else _secret(server)
    if server is None or secret is None:
        return _word(404, "unknown")
    body = _body(request, SMALL_BYTES)
    signatures.check_hook(
        url=addresses.hook_of(server),
        body=body,
        given=request.GET.get("checksum", ""),
        authorization=request.headers.get("Authorization", ""),
        secret=secret,
    )
    receiving.events_told(server=server, events=events.read(body), at=timezone.now())
    return _word(200, "ok")


def _body(request: HttpRequest, most: int) -> bytes:
    """Return the body, of which no server hands on more than its length says; raise BodyTooLarge before reading."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) > most:
        raise BodyTooLarge
    return request.read(most)  # not `request.body`, which stops at the size of forms


def _secret(server: Server) -> str | None:
    """Return what the server signs with; None when it is out of service. Raises InvalidToken."""
    return keys.decrypt(server.secret) if server.secret else None


def _word(status: int, text: str, *, retry_after: int | None = None) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    return answer
