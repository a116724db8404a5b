"""Looking into a stranger's zip without trusting it. Nothing here writes a path it was given."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from scorm.limits import limit

MIB = 1024**2
MAX_SEGMENT = 180  # characters of one folder or file name
MAX_PATH = 500  # characters; the column is as long
MAX_DIRECTORY_BYTES = 32 * MIB  # of the zip's own table, read into memory at once
JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.I)
# Of names without the UTF-8 flag, tried in turn: western Europe, Cyrillic, central Europe, East Asia.
ENCODINGS = ("cp437", "cp850", "cp1252", "cp866", "cp1251", "cp1250", "gbk", "big5", "shift_jis", "euc_kr")
LOCAL_HEADER = 30  # bytes before name and content of an entry
UNICODE_PATH = 0x7075  # an entry's extra field with its name in UTF-8 (APPNOTE 4.6.9)
HALF_LETTER = re.compile(r"(?<=[^\x00-\x7f])\\")
TABLE_ENTRY = b"PK\x01\x02"
# What zipfile says of an entry whose header or content is wrong; ValueError: a name that is no UTF-8, a place before
# the beginning. An OSError is the storage's, and the job tries again.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


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


class _Counted:
    """
    A stream that counts the entries of a zip's table while it is read.

    zipfile loads the whole table at once and makes an object of each entry, before anybody could ask how many there
    are; where the table is, a hostile archive may say in three places. So the bytes are looked at as they pass.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.failure: OSError | None = None  # of the storage: zipfile takes it for a file that is no zip

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def read(self, size: int = -1) -> bytes:
        if size > MAX_DIRECTORY_BYTES:
            raise ArchiveRefused("too_many_files", limit=limit("MAX_ENTRIES"))
        try:
            found = self.stream.read(size)
        except OSError as failure:
            self.failure = failure
            raise
        if size > 0 and found.startswith(TABLE_ENTRY) and found.count(TABLE_ENTRY) > limit("MAX_ENTRIES"):
            raise ArchiveRefused("too_many_files", limit=limit("MAX_ENTRIES"))
        return found


def inspect(stream: BinaryIO) -> Archive:
    """
    Return the archive when its table of contents is harmless; raise ArchiveRefused otherwise.

    Raises OSError when the storage could not read the file: that says nothing about the archive.
    """
    counted = _Counted(stream)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, counted))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError) as error:
        if counted.failure is not None:
            raise counted.failure from error
        raise ArchiveRefused(_what_is_it(stream)) from error
    infos = archive.infolist()
    if len(infos) > limit("MAX_ENTRIES"):
        raise ArchiveRefused("too_many_files", limit=limit("MAX_ENTRIES"))
    if any(info.header_offset < 0 for info in infos):
        raise ArchiveRefused("damaged")
    if not all(info.filename for info in infos):
        raise ArchiveRefused("unsafe_name", name="")
    if any(info.flag_bits & 0x1 for info in infos):
        raise ArchiveRefused("encrypted")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise ArchiveRefused("odd_compression")
    _refuse_special_files(infos)
    _refuse_bombs(infos)
    _refuse_overlaps(infos, archive.start_dir)
    notes: list[tuple[str, dict[str, Any]]] = []
    entries = [
        Entry(index, info, _first_path(info, notes))
        for index, info in enumerate(infos)
        if not info.is_dir() and not _name(info).endswith("\\")
    ]
    entries = [entry for entry in entries if not JUNK.search(entry.path)]
    _refuse_duplicates(entries)
    return Archive(archive, entries, list({code: (code, params) for code, params in notes}.values()))


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


def _refuse_overlaps(infos: list[zipfile.ZipInfo], table: int) -> None:
    """Refuse entries that share bytes: a few kilobytes read a thousand times over are a bomb without a bad ratio."""
    starts = sorted(infos, key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in starts), table][1:]
    for info, following in zip(starts, ends, strict=True):
        least = info.header_offset + LOCAL_HEADER + len(info.orig_filename) + info.compress_size
        if least > following:
            raise ArchiveRefused("overlapping", name=shown(info.filename))


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as UTF-8 where it is: by flag, in a field of its own, or without a word about it."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return (_unicode_path(info.extra, raw) or raw).decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> bytes:
    """Return the name that older zip programs write beside the one of their code page; b"" where there is none."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        content = extra[place + 4 : place + 4 + size]
        if kind == UNICODE_PATH and len(content) > 5 and content[0] == 1:
            return content[5:] if struct.unpack_from("<I", content, 1)[0] == zlib.crc32(raw) else b""
        place += 4 + size
    return b""


def shown(name: str) -> str:
    """Return a name short and printable enough for a sentence."""
    plain = "".join(sign if sign.isprintable() else "·" for sign in name)
    return plain if len(plain) <= 80 else plain[:77] + "…"


def _first_path(info: zipfile.ZipInfo, notes: list[tuple[str, dict[str, Any]]]) -> str:
    """
    Return the path of an entry, as long as nobody knows the code page of its name.

    In East Asia the second half of a letter may look like a backslash: `rename_by` finds out, and judges such a name.
    """
    name = _name(info)
    return safe_path(HALF_LETTER.sub("_", name) if _is_guessed(info) else name, notes)


def safe_path(name: str, notes: list[tuple[str, dict[str, Any]]]) -> str:
    """Return the name as relative path with forward slashes; raise ArchiveRefused when it leads elsewhere."""
    path = name
    if "\\" in path:
        path = path.replace("\\", "/")
        notes.append(("backslashes", {}))
    path = unicodedata.normalize("NFC", path)
    segments = [segment for segment in path.split("/") if segment != "."]  # tar programs begin with "./"
    path = "/".join(segments)
    if (
        "\x00" in path
        or path.startswith("/")
        or re.match(r"^[A-Za-z]:", path)
        or any(segment in ("..", "") for segment in segments or [""])
    ):
        raise ArchiveRefused("unsafe_name", name=shown(name))
    if len(path) > MAX_PATH or any(len(segment) > MAX_SEGMENT for segment in segments):
        raise ArchiveRefused("name_too_long", name=shown(name))
    return path


def folded(path: str) -> str:
    """Return what two paths share when they differ only in case."""
    return unicodedata.normalize("NFC", path.casefold())[:MAX_PATH]


def _refuse_duplicates(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if (name := folded(entry.path)) in seen:
            raise ArchiveRefused("duplicate_names", name=shown(entry.path))
        seen.add(name)


def folder_of(path: str) -> str:
    """Return the folder a file lies in, ending in a slash; "" at the root."""
    return path[: path.rfind("/") + 1]


def rename_by(archive: Archive, manifest: Entry, declared: Iterable[str]) -> str:
    """
    Choose the old code page under which most names are what the manifest declares (cyrillic or Chinese tools).

    Return the folder of the manifest, from which `declared` counts: its name may be of that code page as well.
    """
    odd = [e for e in archive.entries if not e.info.flag_bits & 0x800 and not e.path.isascii() and _is_guessed(e.info)]
    if not odd:
        return folder_of(manifest.path)
    known = {folded(path) for path in declared}

    def renamed(encoding: str) -> tuple[int, str, list[Entry], list[tuple[str, dict[str, Any]]]]:
        notes: list[tuple[str, dict[str, Any]]] = []
        again = []
        for entry in odd:
            try:
                name = entry.info.orig_filename.encode("cp437").decode(encoding)
            except UnicodeError:
                name = entry.info.orig_filename
            again.append(Entry(entry.index, entry.info, safe_path(name, notes)))
        folder = next((folder_of(e.path) for e in again if e.index == manifest.index), folder_of(manifest.path))
        fitting = sum(e.path.startswith(folder) and folded(e.path[len(folder) :]) in known for e in again)
        return fitting, folder, again, notes

    readings, refused = [], None
    for encoding in ENCODINGS:
        try:
            readings.append(renamed(encoding))
        except ArchiveRefused as unsafe:
            refused = refused or unsafe
    if not readings:
        raise refused or ArchiveRefused("unsafe_name", name=shown(odd[0].path))
    _, folder, best, notes = max(readings, key=lambda reading: reading[0])
    by_index = {entry.index: entry for entry in best}
    archive.entries = [by_index.get(entry.index, entry) for entry in archive.entries]
    _refuse_duplicates(archive.entries)
    archive.notes.extend(note for note in notes[:1] if note not in archive.notes)
    archive.notes.append(("names_decoded", {"count": len(odd)}))
    return folder


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
        except UNREADABLE as error:
            raise ArchiveRefused("damaged_file", name=shown(self.entry.path)) from error
        if self.size != self.entry.info.file_size:
            raise ArchiveRefused("damaged_file", name=shown(self.entry.path))


def read_small(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    """Return a whole manifest; raise ArchiveRefused when it is too big to be one."""
    if entry.info.file_size > limit("MANIFEST_MAX_BYTES"):
        raise ArchiveRefused("manifest_too_big", limit=limit("MANIFEST_MAX_BYTES") // MIB)
    return b"".join(Reading(archive, entry).pieces())
