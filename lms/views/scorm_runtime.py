"""
What a playing SCORM package sends: commits on the content host, late ones on the platform.

The engine stores its rows, this floor takes over the outcome, and both happen in one transaction. "Saved" is said
only after COMMIT.
"""

from __future__ import annotations

import json
import logging
import zlib

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.actions import progress
from scorm import headers, origins
from scorm.actions import commits
from scorm.limits import limit
from scorm.outcome import Applied

logger = logging.getLogger(__name__)
RETRY_SECONDS = 5
JOURNAL_MAX_ENTRIES = 500  # a device offline for days keeps one whole document and few commits


class BodyRefused(Exception):
    """The body of a commit cannot be read; `status` says why in HTTP's words."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def _body(request: HttpRequest) -> bytes:
    """Return the body, inflated where the player deflated it; bounded on both sides. Raises BodyRefused."""
    most = limit("COMMIT_MAX_BYTES")
    # WSGI servers hand on no more than this many bytes, so the length is true or the body is cut and not readable.
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > most:
        raise BodyRefused(413, "too_large")
    body = request.body
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding == "identity":
        return body
    if encoding != "deflate":
        raise BodyRefused(415, "encoding")
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(body, most + 1)  # never more than that, however small the body
    except zlib.error as error:
        raise BodyRefused(422, "encoding") from error
    if len(inflated) > most:
        raise BodyRefused(413, "too_large")
    if not inflater.eof:
        raise BodyRefused(422, "truncated")
    return inflated


@csrf_exempt  # no cookie speaks for anybody here: the token in the path does, and the origin must be the own one
@require_POST
def scorm_commit(request: HttpRequest, token: str) -> HttpResponseBase:
    """Store what a package reports. 200 only after COMMIT; whatever else is said, the player keeps its journal."""
    at = timezone.now()
    if request.headers.get("Origin") != origins.own_origin(request):
        return _refusal(403, "origin")
    try:
        body = _body(request)
    except BodyRefused as refused:
        return _refusal(refused.status, refused.reason)
    label = origins.host_label(request)
    try:
        with transaction.atomic():
            applied = commits.apply(token=token, body=body, at=at, label=label)
            if applied.outcome is not None:
                progress.record(outcome=applied.outcome, at=at)
    except OperationalError:
        logger.exception("a commit could not be stored; the player keeps it and tries again")
        return _refusal(503, "unavailable", retry_after=RETRY_SECONDS)
    return _answer(applied.answer, applied.status_code, applied.retry_after)


def _refusal(status: int, reason: str, retry_after: int | None = None) -> HttpResponseBase:
    return _answer({"result": False, "errorCode": 391, "status": reason}, status, retry_after)


def _answer(answer: dict[str, object], status: int, retry_after: int | None) -> HttpResponseBase:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return headers.seal(response)


@csrf_exempt  # comes from the player's page as a form of another origin; `Origin` is checked instead
@require_POST
def scorm_replay(request: HttpRequest) -> HttpResponse:
    """
    Take what a device kept while it was offline or its launch had ended.

    Cookies do not travel with a form of another site (SameSite=Lax), so the player's form gets a page that sends the
    same journal again from here, by a press of its button. Only then somebody is signed in, and only commits of
    the own launches are taken.
    """
    origin = request.headers.get("Origin", "")
    is_own = origin in {origins.own_origin(request), settings.SITE_ORIGIN}
    if not is_own and not _is_content_origin(origin):
        return render(request, "lms/replay.html", {"problem": "origin"}, status=403)
    journal = request.POST.get("journal", "")
    entries = _entries(journal)
    if entries is None:
        return render(request, "lms/replay.html", {"problem": "unreadable"}, status=422)
    if not is_own or not request.user.is_authenticated:
        return render(request, "lms/replay.html", {"journal": journal, "must_sign_in": is_own})
    counts = {"applied": 0, "late": 0, "refused": 0}
    for entry in entries:
        applied = _replay(request, entry)
        counts[_kind_of(applied)] += 1
    return render(request, "lms/replay.html", {"counts": counts, "total": len(entries)})


@transaction.atomic
def _replay(request: HttpRequest, entry: object) -> Applied:
    at = timezone.now()
    applied = commits.apply_replay(user=request.user, body=json.dumps(entry).encode(), at=at)
    if applied.outcome is not None:
        progress.record(outcome=applied.outcome, at=at)
    return applied


def _is_content_origin(origin: str) -> bool:
    """Return whether this is an origin of package content: the fixed one, or the one of any version."""
    before, mark, after = str(settings.CONTENT_ORIGIN).partition("{label}")
    if not mark:
        return origin == before
    label = origin[len(before) : len(origin) - len(after)]
    return origin == f"{before}{label}{after}" and label.isalnum()


def _entries(journal: str) -> list[object] | None:
    """Return the commits of a journal, or None when it is none."""
    try:
        entries = json.loads(journal)
    except ValueError:
        return None
    if not isinstance(entries, list) or len(entries) > JOURNAL_MAX_ENTRIES:
        return None
    return entries


def _kind_of(applied: Applied) -> str:
    if applied.status_code == 200:
        return "applied"
    return "late" if applied.status_code == 409 else "refused"
