"""Commits on the wire: reading a request of the player, and answering it. The transaction is the caller's."""

from __future__ import annotations

import zlib

from django.http import HttpRequest, JsonResponse

from scorm import headers, origins
from scorm.limits import limit
from scorm.outcome import Applied

MEDIA_TYPES = frozenset({"text/plain", "application/json", "application/octet-stream", ""})


class CommitRefused(Exception):
    """The request is no commit of our player; `status_code` says why (403, 413, 415, 422)."""

    def __init__(self, status_code: int, status: str) -> None:
        self.status_code, self.status = status_code, status
        super().__init__(status)

    def response(self) -> JsonResponse:
        return respond(Applied(self.status_code, {"result": False, "errorCode": 391, "status": self.status}))


def read_commit(request: HttpRequest) -> bytes:
    """Return the body, inflated where it was deflated; raise CommitRefused before reading more than is allowed."""
    if request.headers.get("Origin") != origins.own_origin(request):
        raise CommitRefused(403, "foreign")  # the token alone is not enough: only our own player page may write
    if request.content_type not in MEDIA_TYPES:
        raise CommitRefused(415, "unsupported")
    most = limit("COMMIT_MAX_BYTES")
    try:
        announced = int(request.headers.get("Content-Length") or 0)
    except ValueError as error:
        raise CommitRefused(422, "invalid") from error
    if announced > most:
        raise CommitRefused(413, "too_large")
    body: bytes = request.read(most + 1)
    if len(body) > most:
        raise CommitRefused(413, "too_large")
    if request.headers.get("Content-Encoding", "") == "deflate" or request.content_type == "application/octet-stream":
        body = _inflate(body, most)
    return body


def _inflate(body: bytes, most: int) -> bytes:
    """Undo deflate with or without zlib's wrapping (browsers send both under the same name)."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(window)
        try:
            inflated = inflater.decompress(body, most + 1)
        except zlib.error:
            continue
        if len(inflated) > most:
            raise CommitRefused(413, "too_large")
        if inflater.eof:
            return inflated
    raise CommitRefused(422, "invalid")


def respond(applied: Applied) -> JsonResponse:
    """Return the answer to a commit; call it after COMMIT."""
    response = JsonResponse(applied.answer, status=applied.status_code)
    response.headers["Cache-Control"] = "no-store"
    if applied.retry_after is not None:
        response.headers["Retry-After"] = str(applied.retry_after)
    headers.seal(response)
    return response
