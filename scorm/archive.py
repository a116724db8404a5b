"""Looking into a stranger's zip without trusting it. Nothing here writes a path it was given."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scorm.limits import limit

MIB = 1024**2
MAX_SEGMENT = 180  # characters of one folder or file name
MAX_PATH = 500  # characters; the column is as long
MAX_DIRECTORY_BYTES = 32 * MIB  # of the zip's own table, read into memory at once
JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.I)
ENCODINGS = ("cp437", "cp850", "cp1252", "cp866", "cp1250", "gbk")  # of names without the UTF-8 flag, tried in turn


class ArchiveRefused(Exception):
    """The zip cannot be used; `code` and `params` find the sentence in scorm/report.py."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the zip: its place in the table, its header, its safe path."""

    index: int
    info: zipfile.ZipInfo
    path: str  # NFC, forward slashes, relative


@dataclass(slots=True)
class Archive:
    """An inspected zip: safe by its table; what the headers say about sizes is still to be proven."""

    zip: zipfile.ZipFile
    entries: list[Entry]
    notes: list[tuple[str, dict[str, Any]]]


def inspect(stream: BinaryIO) -> Archive:
    """Return the archive when its table of contents is harmless; raise ArchiveRefused otherwise."""
    _refuse_huge_directory(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError) as error:
        raise ArchiveRefused(_what_is_it(stream)) from error
    infos = archive.infolist()
    if len(infos) > limit("MAX_ENTRIES"):
        raise ArchiveRefused("too_many_files", limit=limit("MAX_ENTRIES"))
    if any(info.flag_bits & 0x1 for info in infos):
        raise ArchiveRefused("encrypted")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise ArchiveRefused("odd_compression")
    _refuse_special_files(infos)
    _refuse_bombs(infos)
    notes: list[tuple[str, dict[str, Any]]] = []
    entries = [
        Entry(index, info, safe_path(_name(info), notes))
        for index, info in enumerate(infos)
        if not info.is_dir() and not _name(info).endswith("\\")
    ]
    entries = [entry for entry in entries if not JUNK.search(entry.path)]
    _refuse_duplicates(entries)
    return Archive(archive, entries, list({code: (code, params) for code, params in notes}.values()))


def _refuse_huge_directory(stream: BinaryIO) -> None:
    """Read the end record ourselves: zipfile loads the whole table before anybody could count its entries."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 20:
        return  # zipfile will say what is wrong
    directory = int(struct.unpack_from("<I", tail, place + 12)[0])
    wide = tail.rfind(b"PK\x06\x06", 0, place)
    if directory == 0xFFFFFFFF and wide >= 0 and len(tail) >= wide + 56:
        directory = int(struct.unpack_from("<Q", tail, wide + 40)[0])
    if directory > MAX_DIRECTORY_BYTES:
        raise ArchiveRefused("too_many_files", limit=limit("MAX_ENTRIES"))


def _what_is_it(stream: BinaryIO) -> str:
    stream.seek(0)
    start = stream.read(4)
    return "damaged" if start[:2] == b"PK" else "not_a_zip"


def _refuse_special_files(infos: list[zipfile.ZipInfo]) -> None:
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise ArchiveRefused("symlink", name=shown(info.filename))
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveRefused("special_file", name=shown(info.filename))


def _refuse_bombs(infos: list[zipfile.ZipInfo]) -> None:
    unzipped = sum(info.file_size for info in infos)
    zipped = sum(info.compress_size for info in infos)
    for info in infos:
        if info.file_size > limit("FILE_MAX_BYTES"):
            raise ArchiveRefused("file_too_big", name=shown(info.filename), limit=limit("FILE_MAX_BYTES") // MIB)
        if info.file_size > MIB and info.file_size > limit("MAX_FILE_RATIO") * max(info.compress_size, 1):
            raise ArchiveRefused("suspicious_ratio", name=shown(info.filename))
    if unzipped > limit("UNZIPPED_MAX_BYTES"):
        raise ArchiveRefused("too_big_unpacked", limit=limit("UNZIPPED_MAX_BYTES") // MIB)
    if unzipped > 10 * MIB and unzipped > limit("MAX_RATIO") * max(zipped, 1):
        raise ArchiveRefused("suspicious_ratio", name="")


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as UTF-8 where it is, though the flag that says so is often missing."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def shown(name: str) -> str:
    """Return a name short and printable enough for a sentence."""
    plain = "".join(sign if sign.isprintable() else "·" for sign in name)
    return plain if len(plain) <= 80 else plain[:77] + "…"


def safe_path(name: str, notes: list[tuple[str, dict[str, Any]]]) -> str:
    """Return the name as relative path with forward slashes; raise ArchiveRefused when it leads elsewhere."""
    path = name
    if "\\" in path:
        path = path.replace("\\", "/")
        notes.append(("backslashes", {}))
    path = unicodedata.normalize("NFC", path)
    segments = path.split("/")
    if (
        "\x00" in path
        or path.startswith("/")
        or re.match(r"^[A-Za-z]:", path)
        or any(segment in ("..", ".", "") for segment in segments)
    ):
        raise ArchiveRefused("unsafe_name", name=shown(name))
    if len(path) > MAX_PATH or any(len(segment) > MAX_SEGMENT for segment in segments):
        raise ArchiveRefused("name_too_long", name=shown(name))
    return path


def folded(path: str) -> str:
    """Return what two paths share when they differ only in case."""
    return unicodedata.normalize("NFC", path.casefold())[:MAX_PATH]


def _refuse_duplicates(entries: list[Entry]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        known = seen.setdefault(folded(entry.path), entry.path)
        if known is not entry.path:
            raise ArchiveRefused("duplicate_names", name=shown(entry.path))


def rename_by(archive: Archive, declared: frozenset[str]) -> None:
    """Choose the old code page under which most names are what the manifest declares (cyrillic or Chinese tools)."""
    odd = [e for e in archive.entries if not e.info.flag_bits & 0x800 and not e.path.isascii() and _is_guessed(e.info)]
    if not odd:
        return

    def renamed(encoding: str) -> list[Entry]:
        ignored: list[tuple[str, dict[str, Any]]] = []
        again = []
        for entry in odd:
            try:
                name = entry.info.orig_filename.encode("cp437").decode(encoding)
            except UnicodeError:
                name = entry.info.orig_filename
            again.append(Entry(entry.index, entry.info, safe_path(name, ignored)))
        return again

    best = max((renamed(encoding) for encoding in ENCODINGS), key=lambda es: sum(e.path in declared for e in es))
    by_index = {entry.index: entry for entry in best}
    archive.entries = [by_index.get(entry.index, entry) for entry in archive.entries]
    _refuse_duplicates(archive.entries)
    archive.notes.append(("names_decoded", {"count": len(odd)}))


def _is_guessed(info: zipfile.ZipInfo) -> bool:
    return _name(info) == info.orig_filename


class Reading:
    """Reads one entry piece by piece, counting what really comes out: headers lie."""

    def __init__(self, archive: zipfile.ZipFile, entry: Entry) -> None:
        self.archive, self.entry = archive, entry
        self.size = 0
        self.digest = hashlib.sha256()

    def pieces(self, piece_bytes: int = MIB) -> Iterator[bytes]:
        """Yield the content; raise ArchiveRefused where it is longer than announced, damaged or unreadable."""
        try:
            with self.archive.open(self.entry.info) as source:
                while piece := source.read(piece_bytes):
                    self.size += len(piece)
                    if self.size > self.entry.info.file_size or self.size > limit("FILE_MAX_BYTES"):
                        raise ArchiveRefused("suspicious_ratio", name=shown(self.entry.path))
                    self.digest.update(piece)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise ArchiveRefused("damaged_file", name=shown(self.entry.path)) from error
        if self.size != self.entry.info.file_size:
            raise ArchiveRefused("damaged_file", name=shown(self.entry.path))


def read_small(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    """Return a whole manifest; raise ArchiveRefused when it is too big to be one."""
    if entry.info.file_size > limit("MANIFEST_MAX_BYTES"):
        raise ArchiveRefused("manifest_too_big", limit=limit("MANIFEST_MAX_BYTES") // MIB)
    return b"".join(Reading(archive, entry).pieces())
