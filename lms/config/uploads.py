"""How much a request may bring along, decided before its first byte is read."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

FORM_BYTES = 1024**2  # the other fields of a form, and the lines between them
SUBMISSIONS = re.compile(r"/[a-z-]+/lernen/[^/]+/[^/]+/abgeben/")  # nginx knows the same address


class UploadDoor(FileUploadHandler):
    """
    Refuse a form that announces more than its sender may bring.

    Django reads a whole form before any view or field can look at it, the check of the CSRF token included: without
    this, anybody fills the disk. Only the back office takes large files, and what is handed in for a transfer task may
    hold a photo, as may a proof for a course that builds on another; all only from whoever is signed in.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > self._most():
            raise RequestDataTooBig("The form is larger than its sender may bring.")

    def _most(self) -> int:
        request = self.request
        session = getattr(request, "session", None)
        is_signed_in = session is not None and SESSION_KEY in session
        if request is not None and request.path.startswith(settings.BACK_OFFICE_PATH) and is_signed_in:
            return int(settings.SCORM_UPLOAD_MAX_BYTES) + FORM_BYTES
        if request is not None and SUBMISSIONS.fullmatch(request.path) and is_signed_in:
            return int(settings.SUBMISSION_FILE_MAX_BYTES) + FORM_BYTES
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or FORM_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
