"""From an inspected zip to what will be stored: where the manifest is, which files belong, what is launched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from scorm import manifest as manifests
from scorm.archive import Archive, ArchiveRefused, Entry, folded, read_small, rename_by, shown
from scorm.manifest import Item, Manifest

Note = tuple[str, dict[str, Any]]
ACTIVE = re.compile(r"\.(php\d?|phtml|jsp|jspx|asp|aspx|cgi|pl|py|sh|bat|cmd|exe|dll|msi|jar|htaccess)$", re.I)
MAX_HREF = 2_000


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package is made of; paths are relative to the manifest's folder."""

    manifest: Manifest
    items: tuple[Item, ...]  # with hrefs as the files are really written
    files: tuple[tuple[str, Entry], ...]
    notes: tuple[Note, ...]


def read(archive: Archive) -> Contents:
    """Return what the package is made of; raise ArchiveRefused or ManifestUnreadable."""
    entry = _manifest_entry(archive)
    content = read_small(archive.zip, entry)
    parsed = manifests.parse(content)
    started = (manifests.file_path(item.href) for item in parsed.launchable)  # sloppy manifests list no files
    folder = rename_by(archive, entry, [*parsed.files, *started])
    notes: list[Note] = [*archive.notes, *parsed.notes]
    if folder:
        notes.append(("nested_folder", {"folder": shown(folder.rstrip("/"))}))
    files = {e.path[len(folder) :]: e for e in archive.entries if e.path.startswith(folder)}
    items = tuple(_with_real_href(item, files, notes) for item in parsed.items)
    if not any(item.kind == "sco" for item in items):
        notes.append(("no_sco", {}))
    _note_missing(parsed, files, notes)
    active = sorted(path for path in files if ACTIVE.search(path))
    if active:
        notes.append(("active_files", {"names": ", ".join(shown(path) for path in active[:5]), "count": len(active)}))
    return Contents(parsed, items, tuple(files.items()), tuple(notes))


def _manifest_entry(archive: Archive) -> Entry:
    """Return the manifest: at the root, or in exactly one top folder."""
    found = [e for e in archive.entries if e.path.lower().rpartition("/")[2] == "imsmanifest.xml"]
    exact = [e for e in found if "/" not in e.path]
    if len(exact) == 1:
        if exact[0].path != "imsmanifest.xml":
            archive.notes.append(("manifest_name_case", {}))
        return exact[0]
    nested = [e for e in found if e.path.count("/") == 1]
    if len(nested) == 1:
        return nested[0]
    if len(nested) > 1:
        raise ArchiveRefused("several_manifests", names=", ".join(shown(e.path) for e in nested[:5]))
    if len(found) == 1:
        return found[0]
    raise ArchiveRefused(_kind_without_manifest(archive))


def _kind_without_manifest(archive: Archive) -> str:
    """Name the relatives of SCORM, so that the trainer knows which export to choose instead."""
    names = {e.path.lower().rpartition("/")[2] for e in archive.entries}
    if "cmi5.xml" in names:
        return "is_cmi5"
    if "tincan.xml" in names:
        return "is_xapi"
    if any(name.endswith(".au") for name in names) and any(name.endswith((".crs", ".cst")) for name in names):
        return "is_aicc"
    if "h5p.json" in names:
        return "is_h5p"
    if any(name.endswith(".zip") for name in names) and not any(name.endswith((".html", ".htm")) for name in names):
        return "zip_in_zip"
    return "no_manifest"


def _start_file_missing(path: str, files: Iterable[str]) -> ArchiveRefused:
    """Return the refusal; a file of that name in another folder tells who packed the archive anew what went wrong."""
    name = folded(path.rpartition("/")[2])
    for other in files:
        if folded(other.rpartition("/")[2]) == name:
            return ArchiveRefused("start_file_moved", name=shown(path), other=shown(other))
    return ArchiveRefused("start_file_missing", name=shown(path))


def _with_real_href(item: Item, files: dict[str, Entry], notes: list[Note]) -> Item:
    """Return the item with the path written as the file is; raise ArchiveRefused when there is nothing to open."""
    if item.kind == "cluster":
        return item
    if re.match(r"^[a-z][a-z0-9+.-]+:|^//", item.href, re.I):
        raise ArchiveRefused("external_start", address=shown(item.href))
    path = real_path(item.href, files)
    if path is None:
        raise _start_file_missing(manifests.file_path(item.href), files)
    if path != manifests.file_path(item.href):
        notes.append(("href_case", {"name": shown(path)}))
    _, mark, tail = manifests.split_href(item.href)
    href = manifests.quoted(path) + mark + tail
    if len(href) > MAX_HREF:
        raise ArchiveRefused("name_too_long", name=shown(item.href))
    return manifests.with_href(item, href)


def real_path(href: str, files: dict[str, Entry]) -> str | None:
    """Return how the file is really written: exactly so, percent-decoded, or in other case."""
    raw = manifests.split_href(href)[0]
    for candidate in (raw, unquote(raw)):
        if candidate in files:
            return candidate
    by_fold = {folded(path): path for path in files}
    return by_fold.get(folded(unquote(raw)))


def _note_missing(parsed: Manifest, files: dict[str, Entry], notes: list[Note]) -> None:
    known = {folded(path) for path in files}
    missing = [path for path in parsed.files if path and folded(path) not in known and "://" not in path]
    if missing:
        names = ", ".join(shown(path) for path in missing[:5])
        notes.append(("files_missing", {"names": names, "count": len(missing)}))
