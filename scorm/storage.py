"""Where zips and unpacked files lie: keys are owner/kind/uuid, made from the version, so that a rerun finds its own."""

from __future__ import annotations

import os
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from scorm import disks

ZIP, FILE = "scorm-zip", "scorm-file"
AT_ONCE, SMALL_BYTES = 8, 1024**2  # on their way to an object storage; of one that is held in memory meanwhile
Filed = Callable[[str, Iterator[bytes], int], None]
# Only to derive keys: the random part is the version's public id.
NAMESPACE = uuid.UUID("5a0f4a3e-6f0c-4a52-9a2f-5c0d6e9b7d11")


def storage() -> Storage:
    """Return the storage the house gave the engine."""
    return storages[settings.SCORM_STORAGE]


def owner_folder(owner: Any) -> str:
    return str(getattr(owner, "public_id", owner.pk))


def zip_key(owner: Any, version_public_id: str) -> str:
    """Return where the upload itself lies."""
    return f"{owner_folder(owner)}/{ZIP}/{uuid.uuid5(NAMESPACE, f'{version_public_id}/zip')}"


def file_key(owner: Any, version_public_id: str, index: int) -> str:
    """Return where the entry with this place in the zip's table lies: known before anything is unpacked."""
    return f"{owner_folder(owner)}/{FILE}/{uuid.uuid5(NAMESPACE, f'{version_public_id}/{index}')}"


class Pieces(File):  # type: ignore[type-arg]
    """Lets a storage save what an iterator yields, without holding it in memory: disks ask for chunks, others read."""

    closed = False

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(None, name="pieces")
        self._pieces, self._left = pieces, b""

    def read(self, size: int = -1) -> bytes:
        parts = [self._left]
        length = len(self._left)
        while size < 0 or length < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            parts.append(piece)
            length += len(piece)
        found = b"".join(parts)
        self._left = found[size:] if size >= 0 else b""
        return found[:size] if size >= 0 else found

    def seekable(self) -> bool:
        return False

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self._pieces

    def __bool__(self) -> bool:
        return True


def put(key: str, content: File) -> None:  # type: ignore[type-arg]
    """Store under exactly this key, over whatever a killed run left there."""
    place = storage()
    if isinstance(place, FileSystemStorage) and _written(place, key, content):
        return
    place.delete(key)
    saved = place.save(key, content)
    if saved != key:  # another worker writes the same bytes there this very moment
        place.delete(saved)


def _written(place: FileSystemStorage, key: str, content: File) -> bool:  # type: ignore[type-arg]
    """
    Write a file straight to its place on the disk; return False, with nothing done, while its folder does not exist.

    Django asks the disk five times for a free name before it writes. Ours is known, and what lies there comes of the
    same upload: it is written over as it lies, so that whoever reads it meanwhile never meets a gap.
    """
    path, flags = place.path(key), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
    is_new = True
    try:
        target = os.open(path, flags | os.O_EXCL, 0o666)
    except FileExistsError:
        target, is_new = os.open(path, flags, 0o666), False
    except FileNotFoundError:
        return False
    try:
        for piece in content.chunks():
            left = memoryview(piece)
            while left:  # a full disk takes a part, and says so with the next one
                left = left[os.write(target, left) :]
        if not is_new:
            os.ftruncate(target, os.lseek(target, 0, os.SEEK_CUR))
        if place.file_permissions_mode is not None:
            os.fchmod(target, place.file_permissions_mode)
    finally:
        os.close(target)
    return True


@contextmanager
def filing() -> Iterator[Filed]:
    """
    Yield a function that stores pieces under a key; once the block has ended, no power cut takes them away.

    Its third argument, the number of bytes at most, decides how. To an object storage each file is a journey of its
    own: small ones travel side by side, few enough that memory stays the same. A disk is faster without company, and
    is asked once at the end to write down all it still holds in memory (ADR 0043).
    """
    place = storage()
    if isinstance(place, FileSystemStorage):
        with disks.settled(place.location):
            yield lambda key, pieces, most: put(key, Pieces(pieces))
        return
    waiting: deque[Future[None]] = deque()

    def file(key: str, pieces: Iterator[bytes], most: int) -> None:
        if most > SMALL_BYTES:
            put(key, Pieces(pieces))
            return
        waiting.append(travellers.submit(put, key, ContentFile(b"".join(pieces))))
        if len(waiting) > AT_ONCE:
            waiting.popleft().result()

    with ThreadPoolExecutor(AT_ONCE) as travellers:  # whoever is refused half-way leaves nothing behind that still runs
        yield file
        for each in waiting:
            each.result()


def delete(keys: Iterator[str]) -> None:
    """Remove what is there; what is not there is fine."""
    place = storage()
    if isinstance(place, FileSystemStorage):
        for key in keys:
            place.delete(key)
        return
    with ThreadPoolExecutor(AT_ONCE) as travellers:
        for _ in travellers.map(place.delete, keys):
            pass
