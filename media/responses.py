"""Handing out private files. The caller has asked who is looking; this makes the answer safe."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from media import acceleration
from media.actions.private_files import private_storage
from media.models import Stored

# What a browser may show in our origin without running anything in it; everything else is a download.
SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "video/mp4", "video/webm"})


def serve(private_file: Stored, *, as_attachment: bool = True) -> HttpResponseBase:
    """Return the file as a response that no cache keeps and no browser guesses at."""
    inline = not as_attachment and private_file.media_type in SHOWN_INLINE
    key, media_type = private_file.storage_key, private_file.media_type
    response: HttpResponseBase
    if accelerated := acceleration.headers("private", key, media_type=media_type):
        response = HttpResponse(headers=accelerated, content_type=media_type)
    else:
        response = FileResponse(private_storage().open(key), content_type=media_type)
        response["Content-Length"] = str(private_file.size)
    response["Content-Disposition"] = _disposition("inline" if inline else "attachment", private_file.download_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _disposition(kind: str, name: str) -> str:
    """Name the file twice: in ASCII for old readers, in UTF-8 for all others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c for c in plain if c.isprintable() and c not in '"\\/').strip() or "datei"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
