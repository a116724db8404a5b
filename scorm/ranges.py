"""Parts of files: seeking in audio and video needs them, and Django has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

SINGLE = re.compile(r"\s*bytes\s*=\s*(\d*)-(\d*)\s*\Z")
PIECE = 256 * 1024


class Part:
    """An iterable over some bytes of an open file; the response closes it."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self.stream, self.start, self.length = stream, start, length

    def __iter__(self) -> Iterator[bytes]:
        self.stream.seek(self.start)
        left = self.length
        while left > 0 and (piece := self.stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.stream.close()


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """
    Return first and last byte of a single range; None when the whole file is to be sent.

    Raises ValueError when the range lies outside the file (RFC 9110, 14.1.2).
    """
    found = SINGLE.match(header)
    if found is None or found.groups() == ("", ""):
        return None  # several ranges, or nothing we understand: the whole file is a right answer
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise ValueError("no such part")
        return max(0, size - int(last)), size - 1
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise ValueError("no such part")
    return start, end


def respond(request: HttpRequest, stream: BinaryIO, *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """Answer with the file, the wanted part of it (206), 304 or 416; the response closes the stream."""
    response: HttpResponseBase
    # Compared weakly (RFC 9110, 13.1.2): a server that compresses on the way marks our tags as weak.
    known = [mark.strip().removeprefix("W/") for mark in request.headers.get("If-None-Match", "").split(",")]
    if etag in known or known == ["*"]:
        stream.close()
        response = HttpResponse(status=304)
        response.headers["ETag"] = etag
        return response
    part = None
    if request.headers.get("If-Range", etag) == etag:
        try:
            part = wanted(request.headers.get("Range", ""), size)
        except ValueError:
            stream.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=content_type)
    if part is None:
        response = FileResponse(stream, content_type=content_type)
        response.headers["Content-Length"] = str(size)
        response.headers.pop("Content-Disposition", None)
    else:
        start, end = part
        response = StreamingHttpResponse(Part(stream, start, end - start + 1), status=206, content_type=content_type)
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
        response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    return response
