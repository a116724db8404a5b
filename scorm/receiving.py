"""
Commits as they come over HTTP.

The house says what else is to be written in a commit's transaction (`record`); all the rest is here.
"""

from __future__ import annotations

import json
import logging
import zlib
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.db import OperationalError, transaction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from scorm import headers, origins
from scorm.actions import commits, refused_commits
from scorm.limits import limit
from scorm.outcome import Applied, Outcome

logger = logging.getLogger(__name__)
RETRY_SECONDS = 5
DEFLATED = "deflate:"
JOURNAL_MAX_BYTES = 8 * 1024**2  # inflated; browsers keep five million characters of an origin, half of them bodies
JOURNAL_MAX_ENTRIES = 500  # a device offline for days keeps one whole document and few commits


class Record(Protocol):
    """Takes over what a commit means, in the commit's transaction; what it raises takes the commit back as well."""

    def __call__(self, *, outcome: Outcome, at: datetime) -> object: ...


class BodyRefused(Exception):
    """The body of a commit cannot be read; `status` says why in HTTP's words."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def commit_view(*, record: Record) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """
    Return the view of `l/<token>/commit` on the content host.

    It answers 200 only after COMMIT; whatever else it says, the player keeps its journal.
    """

    @csrf_exempt  # no cookie speaks for anybody here: the token in the path does, and the origin must be the own one
    @require_POST
    def scorm_commit(request: HttpRequest, token: str) -> HttpResponseBase:
        at = timezone.now()
        if request.headers.get("Origin") != origins.own_origin(request):
            return _refusal(403, "origin")
        try:
            body = _body(request)
        except BodyRefused as refused:
            if not refused_commits.keep(token=token, body=b"", reasons={"body": refused.reason}, at=at):
                return _answer(commits.ENDED.answer, commits.ENDED.status_code, None)
            return _refusal(refused.status, refused.reason)
        label = origins.host_label(request)
        try:
            with transaction.atomic():
                applied = commits.apply(token=token, body=body, at=at, label=label)
                if applied.outcome is not None:
                    record(outcome=applied.outcome, at=at)
        except OperationalError:
            logger.exception("a commit could not be stored; the player keeps it and tries again")
            return _refusal(503, "unavailable", retry_after=RETRY_SECONDS)
        return _answer(applied.answer, applied.status_code, applied.retry_after)

    return scorm_commit


def entries_of(journal: str) -> list[object] | None:
    """Return the commits of a journal that a device kept, deflated where it could, or None when it is none."""
    try:
        entries = json.loads(_inflated(journal) if journal.startswith(DEFLATED) else journal)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or len(entries) > JOURNAL_MAX_ENTRIES:
        return None
    return entries


def _inflated(journal: str) -> bytes:
    """Return a journal's JSON; raise ValueError when it is cut, no such thing or more than a device keeps."""
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(b64decode(journal.removeprefix(DEFLATED), validate=True), JOURNAL_MAX_BYTES)
    except zlib.error as error:
        raise ValueError from error
    if not inflater.eof:
        raise ValueError
    return text


@transaction.atomic
def hand_in(entry: object, *, user: Any, at: datetime, record: Record) -> Applied:
    """Apply one commit of a journal that its own learner, signed in, brings to the platform."""
    try:
        body = json.dumps(entry).encode()
    except RecursionError:  # read a few calls nearer to the limit
        return commits.invalid({"body": "JSON expected"})
    applied = commits.apply_replay(user=user, body=body, at=at)
    if applied.outcome is not None:
        record(outcome=applied.outcome, at=at)
    return applied


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


def _refusal(status: int, reason: str, retry_after: int | None = None) -> HttpResponseBase:
    return _answer({"result": False, "errorCode": 391, "status": reason}, status, retry_after)


def _answer(answer: dict[str, object], status: int, retry_after: int | None) -> HttpResponseBase:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return headers.seal(response)
