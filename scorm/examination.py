"""
What a package is like, learnt while it is unpacked: its tool, foreign hosts, what the first start loads, its pages.

Memory stays the same whatever the package: of each text the first megabyte is looked at, one text at a time, and all
lists are bounded. Facts are stored with the manifest; scorm/doctor.py puts them into sentences.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin

from scorm import authoring, foreign
from scorm.archive import Archive, ArchiveRefused, Entry, Reading, folded, shown
from scorm.contents import Contents
from scorm.manifest import file_path, quoted, split_href

TEXT = frozenset({"html", "htm", "xhtml", "css", "js", "mjs", "json", "xml", "svg"})
PAGES = frozenset({"html", "htm", "xhtml"})
MEDIA = frozenset({"mp4", "m4v", "webm", "mov", "avi", "flv", "mp3", "m4a", "ogg", "oga", "ogv", "wav", "aac"})
TEXT_BYTES = 1024**2  # of one text
ALL_TEXT_BYTES = 64 * 1024**2  # of the whole package
MOST_HOSTS, MOST_NAMES, MOST_PAGES, MOST_SCRIPTS = 60, 10, 20, 30
# Texts in which the tool may name itself: those nearest to the top and the pages that are launched, the beginning of
# some more. Each costs a quarter of a millisecond.
MOST_NAMED, MOST_BEGUN, BEGUN_BYTES = 100, 300, 4_096
TAG_BYTES = 500  # how far behind an address its tag may end
MOST_PARSED, MOST_LOADED, MOST_REFERENCES = 40, 1_000, 500  # of the first start
LANGUAGE = re.compile(
    rb"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?\s{0,5}([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3})", re.I
)
TITLE = re.compile(rb"<title[^>]{0,200}>\s{0,200}([^<\s][^<]{0,200})", re.I)
LOADED = re.compile(
    rb"<(?:script|img|iframe|frame|video|audio|source|embed|object|link)\b[^>]{0,500}?"
    rb"\s(?:src|href|data|poster)\s*=\s*(?:[\"']\s{0,5}([^\"'<>]{1,500})|([^\s\"'<>=`]{1,500}))",
    re.I,
)
LINK, LOADS = re.compile(rb"<link\b", re.I), re.compile(rb"\srel\s*=[^>]{0,80}?(?:stylesheet|icon|preload)", re.I)
# What a browser does not read as part of a page, and how it ends.
ASIDE = re.compile(rb"<!--|<script\b[^>]{0,500}>", re.I)
COMMENT_END, SCRIPT_END = re.compile(rb"-->"), re.compile(rb"</script", re.I)
WHOLE_PAGE = re.compile(rb"<(?i:!doctype|html|head|body|frameset)\b")  # others are pieces that a program puts in
SPEAKS_2004, SPEAKS_12 = b"API_1484_11", (b"LMSInitialize", b"LMSFinish", b"LMSSetValue", b"LMSGetValue")
# What cannot call anything beside the texts looked at; a package with other files (Flash, Java) may speak from there.
MUTE = frozenset({
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "ico", "woff", "woff2", "ttf", "otf", "eot", "pdf", "txt", "md", "xsd",
    "dtd",
})  # fmt: skip
FRAMES = re.compile(rb"<i?frame\b", re.I)
SCRIPTS = frozenset({"js", "mjs"})
# Without re.I as a whole, which takes twelve times as long: only names of elements are written in any case.
MADE = re.compile(rb"createElement(?:NS)?\s{0,5}\([^()]{0,80}[\"'`](?i:i?frame)[\"'`]")
ADAPT_CONFIG = "course/config.json"
SPOOR_OFF = re.compile(rb'"_spoor"\s*:\s*\{[^{}]{0,500}?"_isEnabled"\s*:\s*false')  # Adapt's extension for SCORM
STYLED = re.compile(rb"(?:url\(|@import\s(?!\s{0,5}url\())\s{0,5}[\"']?\s{0,5}([^\"'()<>\s]{1,500})", re.I)


def suffix_of(path: str) -> str:
    """Return a path's ending in lower case, without the dot."""
    return path.rpartition("/")[2].rpartition(".")[2].lower()


class Examination:
    """Looks on while files are read, and counts."""

    def __init__(self, found: Contents) -> None:
        self.tool = authoring.by_paths(path for path, _ in found.files)
        self.launched = frozenset(file_path(item.href) for item in found.items if item.kind != "cluster")
        self.telling = self.launched | _nearest_the_top(path for path, _ in found.files)
        self.hosts: dict[str, dict[str, Any]] = {}
        self.scripts: list[dict[str, str]] = []
        self.pages: list[dict[str, str]] = []
        self.page_count = self.pages_without_language = self.media_bytes = self.read_bytes = self.text_count = 0
        self.is_cut = False
        self.may_speak = False  # some file could call the platform
        self.has_frames = False  # of which one may open pages in another: a page shows several, or a script makes some
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
        if not self.tool and path in self.telling:
            self.tool = authoring.by_words(text)
        elif not self.tool and self.text_count <= MOST_BEGUN:
            self.tool = authoring.by_words(text, BEGUN_BYTES)
        self.may_speak = self.may_speak or _speaks(text)
        for host, kind in foreign.hosts(text, suffix):
            self.may_speak |= kind in ("script", "frame")
            if host in self.hosts or len(self.hosts) < MOST_HOSTS:
                known = self.hosts.setdefault(host, {"host": host, "kinds": [], "file": shown(path)})
                if kind not in known["kinds"]:
                    known["kinds"].append(kind)
        if path.endswith(ADAPT_CONFIG) and SPOOR_OFF.search(text):
            self.is_told_to_be_silent = True
        in_scripts = suffix in SCRIPTS and FRAMES.search(text)
        self.has_frames = self.has_frames or bool(in_scripts or (suffix in PAGES | SCRIPTS and MADE.search(text)))
        if suffix in PAGES:
            for address in foreign.scripts(text):
                if len(self.scripts) < MOST_SCRIPTS:
                    self.scripts.append({"file": shown(path), "address": address})
            self._look_at_page(path, text)

    def _look_at_page(self, path: str, text: bytes) -> None:
        head = text[: authoring.HEAD_BYTES]
        language, title = LANGUAGE.search(head), TITLE.search(head)
        if path in self.launched or WHOLE_PAGE.search(head):
            self.page_count += 1
            self.pages_without_language += language is None
        self.has_frames = self.has_frames or len(FRAMES.findall(text)) > 1
        if path in self.launched and len(self.pages) < MOST_PAGES:
            said = {"language": language[1].decode() if language else "", "path": shown(path)}
            said["title"] = shown(_written(title[1])) if title else ""
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
            "has_frames": self.has_frames or self.is_cut,  # what was not looked at may make some
            "is_told_to_be_silent": self.is_told_to_be_silent,
            "is_silent": not (self.may_speak or self.is_cut),
            **first_start(opened, found),
        }


def _speaks(text: bytes) -> bool:
    return SPEAKS_2004 in text or (b"LMS" in text and any(word in text for word in SPEAKS_12))


def plain(text: bytes) -> bytes:
    """Return UTF-16 as UTF-8, everything else as it is."""
    if text[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return text
    return text[: len(text) // 2 * 2].decode("utf-16", "replace").encode()


def _nearest_the_top(paths: Iterable[str]) -> frozenset[str]:
    """Return the texts in which a tool most likely names itself: its own lie above those of its libraries."""
    texts = (path for path in paths if suffix_of(path) in TEXT)
    return frozenset(nsmallest(MOST_NAMED, texts, key=lambda path: path.count("/")))


def _written(words: bytes) -> str:
    """Return the words of a page as a person reads them; what is no UTF-8 is of former times, and western."""
    try:
        text = words.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"
        text = words.decode("utf-8", "ignore") if is_cut else words.decode("cp1252", "replace")
    return " ".join(html.unescape(text).split())


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
    text, is_style = plain(_head(opened, entry)), suffix_of(path) == "css"
    for said in _loaded(text) if is_style else _loaded(_as_shown(text), LOADED):
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#|/|\$", said, re.I) or "{" in said:
            continue  # elsewhere, inline, or filled in by a script
        try:
            named = unquote(split_href(urljoin(f"/{quoted(path)}", said.replace("\\", "/")))[0]).lstrip("/")
        except ValueError:
            continue  # looks like a host, and names none
        if "." in named.rpartition("/")[2]:
            yield named


def _loaded(text: bytes, *patterns: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the addresses a text names for its styles, and those that these patterns find."""
    for pattern in (*patterns, STYLED):
        for found in islice(pattern.finditer(text), MOST_REFERENCES):
            tag = text[found.start() : found.end() + TAG_BYTES].partition(b">")[0]
            if not LINK.match(tag) or LOADS.search(tag):
                yield html.unescape((found[1] or found[found.lastindex or 1]).decode("utf-8", "replace")).strip()


def _as_shown(text: bytes) -> bytes:
    """Return a page without its comments and without what its scripts are made of; the tags of the scripts stay."""
    kept, place = [], 0
    while found := ASIDE.search(text, place):
        is_comment = found[0] == b"<!--"
        end = COMMENT_END.search(text, found.start() + 2) if is_comment else SCRIPT_END.search(text, found.end())
        if end is None:
            break
        kept.append(text[place : found.start() if is_comment else found.end()])
        place = end.end() if is_comment else end.start()
    return b"".join([*kept, text[place:]])


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
