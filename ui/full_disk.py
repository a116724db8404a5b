"""A disk that is full while somebody uploads a file: said at the field, and what else was filled in stays."""

from __future__ import annotations

import errno
import logging
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM = _(
    "Auf unserem Server ist gerade kein Platz für diese Datei. Sie ist nicht gespeichert, mit ihr ist aber alles in "
    "Ordnung. Bitte versuchen Sie es später noch einmal."
)


def is_full(error: BaseException | None) -> bool:
    """Return whether a disk said that there is no room left, on it or for us."""
    return isinstance(error, OSError) and error.errno in FULL


class NotKept(UploadedFile):  # type: ignore[type-arg]
    """
    Stands for a file that found no room on its way in.

    Every form field asks a file for its size first (django.forms.FileField.to_python), and so says what is wrong.
    """

    @property
    def size(self) -> int:  # type: ignore[override]
        raise ValidationError(NO_ROOM, code="no_room")

    @size.setter
    def size(self, value: int | None) -> None:
        """Django sets it, and nobody may read it."""


class RoomOnDisk(TemporaryFileUploadHandler):
    """
    Write large uploads to the disk, as Django does; where it is full, read on without keeping the file.

    Django reads a form before any view or field sees it, so an error here would cost the whole form, and show a bare
    error page.
    """

    is_lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        try:
            if not self.is_lost:
                return super().file_complete(file_size)  # writes what waits in memory still
        except OSError as error:
            self._give_up(error)
        return NotKept(BytesIO(), self.file_name, self.content_type)

    def upload_interrupted(self) -> None:
        if not self.is_lost:
            super().upload_interrupted()

    def _give_up(self, error: OSError) -> None:
        """Remove what was written, so that others find room; raise what is no want of room."""
        self.is_lost = True
        file = self.__dict__.pop("file", None)
        if file is not None:
            with suppress(OSError):  # closing writes what waits in memory, which finds no room either
                file.close()
        if not is_full(error):
            raise error
        logger.error("no room on the disk for an upload to %s", getattr(self.request, "path", "?"))
