"""Parts of files: players ask for pieces, and some play nothing without them (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK = 64 * 1024  # bytes


def partial(request: HttpRequest, answer: HttpResponseBase, *, size: int) -> HttpResponseBase:
    """
    Return the part of the file that was asked for, or the whole answer.

    An answer without a file of its own is left alone: the web server in front serves its parts.
    """
    if not isinstance(answer, FileResponse) or answer.file_to_stream is None:
        return answer
    answer["Accept-Ranges"] = "bytes"
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        return answer
    first, last = _bounds(*asked.groups(), size=size)
    if first > last:
        _close(answer)
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {name: value for name, value in answer.items() if name.lower() != "content-length"}
    part = StreamingHttpResponse(_bytes(answer.file_to_stream, first, last - first + 1), status=206, headers=headers)
    part._resource_closers = answer._resource_closers  # type: ignore[attr-defined]
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _close(answer: FileResponse) -> None:
    """Close the file of an answer that is not sent, and nothing else: the request goes on."""
    for close in answer._resource_closers:  # type: ignore[attr-defined]
        close()


def _bounds(first: str, last: str, *, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _bytes(file: IO[bytes], start: int, count: int) -> Iterator[bytes]:
    file.seek(start)
    while count > 0 and (chunk := file.read(min(CHUNK, count))):
        count -= len(chunk)
        yield chunk
