"""Keeping files that not everybody may read, and sweeping what a crash left behind."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from accounts.models import Provider
from media.models import Document, Film, PrivateFile

# A file younger than this may belong to a transaction that has not committed yet.
ORPHAN_AGE = timedelta(hours=24)


def private_storage() -> Storage:
    """Return the storage without addresses; only views that ask who is looking read from it."""
    return storages["private"]


def store(
    *, provider: Provider, kind: str, content: bytes, media_type: str, download_name: str, at: datetime
) -> PrivateFile:
    """
    Write the bytes, then their row, in the caller's transaction.

    The file comes first, so that no committed row ever lacks its file; a file whose transaction never committed is
    swept by sweep_orphans(). The key is provider/kind/uuid, never a user's file name.
    """
    key = f"{provider.public_id}/{kind}/{uuid.uuid4()}"
    try:
        saved = private_storage().save(key, ContentFile(content))
    except OSError:
        private_storage().delete(key)  # part of it may be there and take the room of others
        raise
    return PrivateFile.objects.create(
        provider=provider,
        kind=kind,
        storage_key=saved,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        download_name=download_name[:200],
        created_at=at,
    )


def sweep_orphans(*, at: datetime) -> int:
    """Delete private files older than a day that no row knows; return how many went."""
    storage = private_storage()
    old = [key for key in _keys(storage) if storage.get_modified_time(key) < at - ORPHAN_AGE]
    swept = 0
    for start in range(0, len(old), 500):
        batch = old[start : start + 500]
        known = set(PrivateFile.objects.filter(storage_key__in=batch).values_list("storage_key", flat=True))
        for model in (Document, Film):
            known |= set(model.objects.filter(file__in=batch).values_list("file", flat=True))
        for key in batch:
            if key not in known:
                storage.delete(key)
                swept += 1
    return swept


def _keys(storage: Storage, folder: str = "") -> Iterator[str]:
    """Walk the storage; its keys have three parts."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from _keys(storage, f"{folder}/{name}" if folder else name)
