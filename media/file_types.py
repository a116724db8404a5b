"""What a file is, told by its content: names and announced types come from strangers."""

from __future__ import annotations

import zipfile
from typing import IO

ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
FILMS = frozenset({"video/mp4", "video/webm"})
DOCUMENTS = frozenset(ENDINGS) - FILMS
OFFICE_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}


def media_type_of(file: IO[bytes]) -> str | None:
    """Return the media type of what is in the file, or None for anything this house does not take."""
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] != b"qt  ":
        return "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "video/webm"
    if head.startswith(b"PK\x03\x04"):
        return _office_type(file)
    return None


def _office_type(file: IO[bytes]) -> str | None:
    """Return which office format the archive is; one with macros is none of them."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                return None
            if "mimetype" in names:
                with archive.open("mimetype") as said:  # never all of it: it may be packed from a gigabyte of zeros
                    claimed = said.read(100).decode("ascii", "replace").strip()
                return claimed if claimed in DOCUMENTS else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names:
        return None
    endings = {ending for part, ending in OFFICE_PARTS.items() if any(name.startswith(part) for name in names)}
    return _TYPES[endings.pop()] if len(endings) == 1 else None
