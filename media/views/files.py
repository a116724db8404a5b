"""Pictures of pages where no web server in front reads them from a disk itself."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from media import acceleration
from media.ranges import partial

LONGEST_NAME = 255  # bytes, on every file system we know
LONGEST_PATH = 1024  # bytes, of a key in an object storage; a disk takes more
WEEK = 7 * 24 * 3600  # whoever changes a picture gets another name for it


@require_safe
def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a file of the public storage; with an object storage nginx asks here for its signed address."""
    if len(path.encode()) > LONGEST_PATH or any(len(name.encode()) > LONGEST_NAME for name in path.split("/")):
        raise Http404  # a disk does not even look for it
    place = storages["default"]
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response: HttpResponseBase
    try:
        if sent := acceleration.headers("default", path, media_type=media_type):
            response = HttpResponse(headers=sent, content_type=media_type)
        else:
            whole = FileResponse(place.open(path), content_type=media_type)
            response = partial(request, whole, size=place.size(path))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response.headers["Cache-Control"] = f"public, max-age={WEEK}"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
