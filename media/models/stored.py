"""Files that lie in the storage without addresses."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any, Protocol

from django.core.files.storage import Storage, storages


class Stored(Protocol):
    """What `media.responses.serve` needs to know of a file."""

    @property
    def storage_key(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def media_type(self) -> str: ...

    @property
    def download_name(self) -> str: ...


def private_storage() -> Storage:
    """Return the storage without addresses, for file fields."""
    return storages["private"]


def private_key(instance: Any, filename: str) -> str:
    """Return a storage key that tells nothing: provider/kind/uuid."""
    return f"{instance.provider.public_id}/{instance._meta.model_name}/{uuid.uuid4()}"


def download_name(title: str, ending: str) -> str:
    """Return what the file is called on the reader's device."""
    return f"{PurePosixPath(title.replace('/', '-')).name[:120] or 'datei'}.{ending}"
