"""
Letting the web server in front send files, once a view has allowed it (nginx: X-Accel-Redirect).

Python then neither reads the bytes nor waits for a slow line, and parts of films, seeking and 304 are the server's.
`settings.IS_ACCELERATED` says whether there is such a server; without it Django sends files itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages


@runtime_checkable
class Signs(Protocol):
    """A storage whose files have signed addresses (media.objects)."""

    def signed(self, name: str, *, media_type: str) -> str: ...


def headers(alias: str, key: str, *, media_type: str) -> dict[str, str] | None:
    """
    Return the headers that make nginx send this file of the storage `alias`; None where Django has to.

    On a disk they name the file (docker/nginx/internal-disk.conf), with an object storage its signed address
    (internal-s3.conf). The client never sees either.
    """
    if not settings.IS_ACCELERATED:
        return None
    place = storages[alias]
    if isinstance(place, Signs):
        return {"X-Accel-Redirect": "/_objects", "X-Object": place.signed(key, media_type=media_type)}
    if isinstance(place, FileSystemStorage):
        return {"X-Accel-Redirect": f"/_files/{Path(place.location).name}/{quote(key)}"}
    return None
