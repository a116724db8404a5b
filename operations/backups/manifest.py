"""What a backup says about itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
PIECE = 1024 * 1024
MANIFEST, PROOF, FILES, KEYS = "manifest.json", "manifest.sha256", "files.tsv", "key-ring.txt"


class BackupDamaged(Exception):
    """The folder is no whole backup; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One uploaded file."""

    storage: str  # alias in settings.STORAGES
    key: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first thing to read in a backup."""

    made_at: str  # ISO 8601, UTC
    vendor: str  # "postgresql" or "sqlite"
    database_file: str
    database_sha256: str
    rows: dict[str, int]  # table -> rows, counted in the snapshot that was dumped
    migrations: dict[str, str]  # app -> its last applied migration
    key_fingerprints: list[str]  # of the key ring in force, the signing key first
    has_key_ring: bool
    file_count: int
    file_bytes: int
    files_sha256: str  # of files.tsv
    format: int = FORMAT


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def fingerprints(ring: Iterable[str]) -> list[str]:
    """Return what tells keys apart without telling them."""
    return [hashlib.sha256(f"lernbruecke key ring:{key}".encode()).hexdigest()[:16] for key in ring]


def write_files(folder: Path, files: Iterable[StoredFile]) -> None:
    with (folder / FILES).open("w", encoding="utf-8") as lines:
        for file in files:
            lines.write(f"{file.storage}\t{file.sha256}\t{file.size}\t{file.key}\n")


def read_files(folder: Path) -> Iterator[StoredFile]:
    """Yield the files of a backup, in the order they were copied."""
    with (folder / FILES).open(encoding="utf-8") as lines:
        for line in lines:
            storage, sha256, size, key = line.rstrip("\n").split("\t", 3)
            yield StoredFile(storage, key, int(size), sha256)


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    (folder / PROOF).write_text(f"{digest(folder / MANIFEST)}  {MANIFEST}\n", encoding="ascii")


def read(folder: Path) -> Manifest:
    """Return the manifest; raise BackupDamaged unless it, the database and the list of files are what was written."""
    try:
        proof = (folder / PROOF).read_text(encoding="ascii").split()[0]
        if digest(folder / MANIFEST) != proof:
            raise BackupDamaged(f"{MANIFEST} has been changed.")
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise BackupDamaged(f"This backup has format {values['format']}, this code reads {FORMAT}.")
        manifest = Manifest(**values)
        for name, expected in (
            (manifest.database_file, manifest.database_sha256),
            (FILES, manifest.files_sha256),
        ):
            if digest(folder / name) != expected:
                raise BackupDamaged(f"{name} has been changed.")
    except (FileNotFoundError, NotADirectoryError, IndexError) as error:
        raise BackupDamaged(f"{folder} is no whole backup: {error}.") from error
    return manifest


def check_files(folder: Path) -> None:
    """Raise BackupDamaged naming the first file that is missing or not what was copied."""
    for file in read_files(folder):
        path = folder / "files" / file.storage / file.key
        if not path.is_file() or digest(path) != file.sha256:
            raise BackupDamaged(f"The file {file.storage}/{file.key} is missing or has been changed.")
