"""
What a package is like, learnt while it is unpacked: its tool, foreign hosts, what the first start loads, its pages.

Memory stays the same whatever the package: of each text the first megabyte is looked at, one text at a time, and all
lists are bounded. Facts are stored with the manifest; scorm/doctor.py puts them into sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin

from scorm import authoring, foreign
from scorm.archive import Archive, ArchiveRefused, Entry, Reading, folded, shown
from scorm.contents import Contents
from scorm.manifest import file_path, split_href

TEXT = frozenset({"html", "htm", "xhtml", "css", "js", "mjs", "json", "xml", "svg"})
PAGES = frozenset({"html", "htm", "xhtml"})
MEDIA = frozenset({"mp4", "m4v", "webm", "mov", "avi", "flv", "mp3", "m4a", "ogg", "oga", "ogv", "wav", "aac"})
TEXT_BYTES = 1024**2  # of one text
ALL_TEXT_BYTES = 64 * 1024**2  # of the whole package
MOST_HOSTS, MOST_NAMES, MOST_PAGES, MOST_SCRIPTS = 60, 10, 20, 30
MOST_NAMED = 300  # texts in which the tool may name itself
MOST_PARSED, MOST_LOADED, MOST_REFERENCES = 40, 1_000, 500  # of the first start
LANGUAGE = re.compile(
    rb"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?\s{0,5}([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3})", re.I
)
TITLE = re.compile(rb"<title[^>]{0,200}>\s{0,200}([^<\s][^<]{0,200})", re.I)
LOADED = re.compile(
    rb"<(?:script|img|iframe|frame|video|audio|source|embed|object|link)\b[^>]{0,500}?"
    rb"\s(?:src|href|data|poster)\s*=\s*[\"']\s{0,5}([^\"'<>]{1,500})",
    re.I,
)
SPEAKS = (b"API_1484_11", b"LMSInitialize", b"LMSFinish", b"LMSSetValue", b"LMSGetValue")
# What cannot call anything beside the texts looked at; a package with other files (Flash, Java) may speak from there.
MUTE = frozenset({
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "woff", "woff2", "ttf", "otf", "eot", "pdf", "txt", "md", "xsd",
    "dtd",
})  # fmt: skip
FRAMES = re.compile(rb"<i?frame\b", re.I)
ADAPT_CONFIG = "course/config.json"
SPOOR_OFF = re.compile(rb'"_spoor"\s*:\s*\{[^{}]{0,500}?"_isEnabled"\s*:\s*false')  # Adapt's extension for SCORM
STYLED = re.compile(rb"(?:url\(|@import\s)\s{0,5}[\"']?\s{0,5}([^\"'()<>\s]{1,500})", re.I)


def suffix_of(path: str) -> str:
    """Return a path's ending in lower case, without the dot."""
    return path.rpartition("/")[2].rpartition(".")[2].lower()


class Examination:
    """Looks on while files are read, and counts."""

    def __init__(self, found: Contents) -> None:
        self.tool = authoring.by_paths(path for path, _ in found.files)
        self.launched = frozenset(file_path(item.href) for item in found.items if item.kind != "cluster")
        self.hosts: dict[str, dict[str, Any]] = {}
        self.scripts: list[dict[str, str]] = []
        self.pages: list[dict[str, str]] = []
        self.page_count = self.pages_without_language = self.media_bytes = self.read_bytes = self.text_count = 0
        self.is_cut = False
        self.may_speak = False  # some file could call the platform
        self.has_frames = False  # one page shows several, of which one may open pages in another
        self.is_told_to_be_silent = False  # it could, and its author has switched that off

    def watch(self, path: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces as they come, and look at the text once it is through."""
        suffix = suffix_of(path)
        self.may_speak |= suffix not in TEXT | MEDIA | MUTE
        if suffix not in TEXT:
            for piece in pieces:
                self.media_bytes += len(piece) if suffix in MEDIA else 0
                yield piece
            return
        text = b""
        for piece in pieces:
            room = min(TEXT_BYTES, ALL_TEXT_BYTES - self.read_bytes) - len(text)
            self.is_cut = self.is_cut or len(piece) > room
            text += piece[: max(0, room)]
            yield piece
        self.read_bytes += len(text)
        self._look(path, suffix, plain(text))

    def _look(self, path: str, suffix: str, text: bytes) -> None:
        self.text_count += 1
        if not self.tool and self.text_count <= MOST_NAMED:
            self.tool = authoring.by_words(text)
        self.may_speak = self.may_speak or any(word in text for word in SPEAKS)
        for host, kind in foreign.hosts(text, suffix):
            self.may_speak |= kind in ("script", "frame")
            if host in self.hosts or len(self.hosts) < MOST_HOSTS:
                known = self.hosts.setdefault(host, {"host": host, "kinds": [], "file": shown(path)})
                if kind not in known["kinds"]:
                    known["kinds"].append(kind)
        if path.endswith(ADAPT_CONFIG) and SPOOR_OFF.search(text):
            self.is_told_to_be_silent = True
        if suffix in PAGES:
            for address in foreign.scripts(text):
                if len(self.scripts) < MOST_SCRIPTS:
                    self.scripts.append({"file": shown(path), "address": address})
            self._look_at_page(path, text)

    def _look_at_page(self, path: str, text: bytes) -> None:
        head = text[: authoring.HEAD_BYTES]
        language, title = LANGUAGE.search(head), TITLE.search(head)
        self.page_count += 1
        self.pages_without_language += language is None
        self.has_frames = self.has_frames or len(FRAMES.findall(text)) > 1
        if path in self.launched and len(self.pages) < MOST_PAGES:
            said = {"language": language[1].decode() if language else "", "path": shown(path)}
            said["title"] = shown(title[1].decode("utf-8", "replace").strip()) if title else ""
            self.pages.append(said)

    def facts(self, opened: Archive, found: Contents) -> dict[str, Any]:
        """Return what was learnt, as it is stored."""
        return {
            "tool": self.tool,
            "hosts": sorted(self.hosts.values(), key=lambda known: str(known["host"])),
            "scripts": self.scripts,
            "pages": self.pages,
            "page_count": self.page_count,
            "pages_without_language": self.pages_without_language,
            "media_bytes": self.media_bytes,
            "is_cut": self.is_cut,
            "has_frames": self.has_frames,
            "is_told_to_be_silent": self.is_told_to_be_silent,
            "is_silent": not (self.may_speak or self.is_cut),
            **first_start(opened, found),
        }


def plain(text: bytes) -> bytes:
    """Return UTF-16 as UTF-8, everything else as it is."""
    if text[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return text
    return text[: len(text) // 2 * 2].decode("utf-16", "replace").encode()


def first_start(opened: Archive, found: Contents) -> dict[str, Any]:
    """
    Return what the page of the first item loads at once: bytes, media apart, and what it names but is not there.

    What scripts fetch later is not known, so this is the least.
    """
    files = dict(found.files)
    by_fold = {folded(path): path for path in files}
    first = next(file_path(item.href) for item in found.items if item.kind != "cluster")
    waiting, seen, missing, parsed = [first], {first}, [], 0
    while waiting and len(seen) < MOST_LOADED:
        path = waiting.pop(0)
        if suffix_of(path) not in PAGES | {"css"} or parsed >= MOST_PARSED:
            continue
        parsed += 1
        for named in _references(opened, files[path], path):
            real = named if named in files else by_fold.get(folded(named))
            if real is None:
                missing.append(named)
            elif real not in seen:
                seen.add(real)
                waiting.append(real)
    sizes = {path: files[path].info.file_size for path in seen}
    lost = list(dict.fromkeys(missing))
    return {
        "first_bytes": sum(size for path, size in sizes.items() if suffix_of(path) not in MEDIA),
        "first_files": len(sizes),
        "missing_links": [shown(path) for path in lost[:MOST_NAMES]],
        "missing_link_count": len(lost),
    }


def _references(opened: Archive, entry: Entry, path: str) -> Iterator[str]:
    """Yield the paths inside the package that a page or a style sheet loads."""
    text = plain(_head(opened, entry))
    patterns = (STYLED,) if suffix_of(path) == "css" else (LOADED, STYLED)
    for pattern in patterns:
        for found in islice(pattern.finditer(text), MOST_REFERENCES):
            said = found[1].decode("utf-8", "replace").strip()
            if re.match(r"[a-z][a-z0-9+.-]*:|//|#|/|\{|\$", said, re.I):
                continue  # elsewhere, inline, or filled in by a script
            named = unquote(split_href(urljoin(path, said.replace("\\", "/")))[0])
            if "." in named.rpartition("/")[2]:
                yield named


def _head(opened: Archive, entry: Entry) -> bytes:
    text = b""
    try:
        for piece in Reading(opened.zip, entry).pieces():
            text += piece[: TEXT_BYTES - len(text)]
            if len(text) >= TEXT_BYTES:
                break
    except ArchiveRefused:
        return text  # unpacking it says so
    return text
