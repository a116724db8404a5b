"""Reading imsmanifest.xml of SCORM 1.2 and 2004: tolerant of namespaces and of what authoring tools get wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from scorm.sequencing import read_presentation, read_sequencing

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
MAX_ITEMS = 5_000
XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
MAX_IDENTIFIER = 255  # characters; the column is as long
MAX_DEPTH = 200  # elements within elements; real courses have a dozen, and what reads them calls itself for each
# What declares an edition, newest first; authors often leave schemaversion out.
SCHEMA_VERSIONS = (
    (re.compile(r"2004\s*4", re.I), "2004-4"),
    (re.compile(r"2004\s*3", re.I), "2004-3"),
    (re.compile(r"2004\s*2|CAM\s*1\.3|^1\.3", re.I), "2004-2"),
    (re.compile(r"2004", re.I), "2004-3"),
    (re.compile(r"^(?:ADL\s*)?(?:SCORM[\s_]*)?v?1\.[12]\b", re.I), "1.2"),
)

# Encodings of several bytes a letter, which the parser of Python's standard library does not know, by what contains
# them: tools name the narrower one.
ENCODINGS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}  # fmt: skip
DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")


class ManifestUnreadable(Exception):
    """The manifest cannot be used; `code` and `params` find the sentence in scorm/report.py."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the organization, in document order; `href` is relative to the manifest's folder."""

    identifier: str
    parent: str | None
    title: str
    kind: str  # "sco" | "asset" | "cluster"
    href: str = ""
    is_visible: bool = True
    mastery_score: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""
    launch_data: str = ""
    prerequisites: str = ""
    scaled_passing_score: str = ""
    completion_threshold: str = ""
    sequencing: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says, and what had to be guessed (`notes`: code and params of warnings)."""

    standard: str  # a value of models.Standard
    title: str
    items: tuple[Item, ...]
    files: tuple[str, ...]  # paths that resources declare
    sequencing: dict[str, Any]  # of the organization, and sequencingCollection under "collection"
    notes: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def launchable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind != "cluster")


def local(tag: Any) -> str:
    """Return a tag's or attribute's name without namespace, in lower case; "" for comments."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace and case (adlcp:scormtype and adlcp:scormType both exist)."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return value.strip()
    return ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the direct children of this local name."""
    return (child for child in (element if element is not None else ()) if local(child.tag) == name)


def first(element: Element | None, *names: str) -> Element | None:
    """Return the first element along a path of local names, or None."""
    for name in names:
        element = next(children(element, name), None)
    return element


def text(element: Element | None, *names: str) -> str:
    found = first(element, *names)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _raw_text(element: Element, name: str) -> str:
    found = first(element, name)
    return (found.text or "").strip() if found is not None else ""


def parse(content: bytes) -> Manifest:
    """
    Return what the manifest says.

    Raises ManifestUnreadable with code manifest_hostile (entities), manifest_broken (no XML), manifest_too_deep,
    not_scorm, no_items.
    """
    notes: list[tuple[str, dict[str, Any]]] = []
    root = _root(_in_utf_8(content), notes)
    _refuse_depth(root)
    if local(root.tag) != "manifest":
        raise ManifestUnreadable("not_scorm")
    standard = _standard(root, content, notes)
    organization = _organization(root, notes)
    resources = _resources(root)
    items: list[Item] = []
    collection = {attribute(s, "id"): s for s in children(first(root, "sequencingcollection"), "sequencing")}
    if organization is not None:
        _walk(organization, None, resources, collection, items, standard)
    if not any(item.kind != "cluster" for item in items):
        items = _items_from_resources(resources, notes)
    if not items:
        raise ManifestUnreadable("no_items")
    title = text(organization, "title") or items[0].title
    sequencing = _sequencing(organization, collection) if organization is not None and standard != "1.2" else {}
    files = tuple(dict.fromkeys(path for resource in resources.values() for path in resource.files))
    return Manifest(standard, title, tuple(items), files, sequencing, tuple(notes))


def _in_utf_8(content: bytes) -> bytes:
    """Return what is in an encoding that the parser does not know as UTF-8, everything else as it is."""
    declared = DECLARED.match(content)
    encoding = ENCODINGS.get(declared[1].decode("ascii", "replace").lower()) if declared else None
    if declared is None or encoding is None:
        return content
    for each in ("utf-8", encoding):  # many say another than they have
        with suppress(UnicodeDecodeError):
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", content.decode(each)).encode()
    return content


def _root(content: bytes, notes: list[tuple[str, dict[str, Any]]]) -> Element:
    try:
        return _defused(content)
    except DefusedXmlException as error:
        raise ManifestUnreadable("manifest_hostile") from error
    except (ParseError, ValueError, LookupError) as error:
        try:
            root = _defused(_repaired(content))
        except DefusedXmlException as hostile:
            raise ManifestUnreadable("manifest_hostile") from hostile
        except (ParseError, ValueError, LookupError):
            line = getattr(error, "position", (0, 0))[0]
            raise ManifestUnreadable("manifest_broken", line=line) from error
        notes.append(("manifest_repaired", {}))
        return root


def _refuse_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ManifestUnreadable("manifest_too_deep", limit=MAX_DEPTH)
        level = [child for element in level for child in element]


def _defused(content: bytes) -> Element:
    root: Element = ElementTree.fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    return root


def _repaired(content: bytes) -> bytes:
    """
    Undo what some tools do: space before the declaration, wrong encoding, undeclared prefixes, control bytes, names of
    signs that only HTML knows. Entities that a manifest declares itself are refused all the same.
    """
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            source = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("no encoding fits")
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source.lstrip("\ufeff"))
    source = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", source)
    source = re.sub(r"&(?!#?\w+;)", "&amp;", source)
    source = re.sub(r"&([A-Za-z]\w*;)", _named, source)
    used = set(re.findall(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]", source)) - {"xml", "xmlns"}
    declared = set(re.findall(r"xmlns:([\w.-]+)\s*=", source))
    missing = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in sorted(used - declared))
    return re.sub(r"<((?:[\w.-]+:)?manifest)\b", rf"<\1{missing}", source, count=1).encode()


def _named(found: re.Match[str]) -> str:
    """Return a sign that HTML has a name for; what nobody knows is text."""
    name = found[1]
    return found[0] if name in XML_NAMES else html.escape(html5.get(name, found[0]))


def _standard(root: Element, content: bytes, notes: list[tuple[str, dict[str, Any]]]) -> str:
    written = text(root, "metadata", "schemaversion")
    schema = text(root, "metadata", "schema").lower()
    head = content[:20_000].replace(b"\x00", b"").lower()
    if "cmi5" in schema or b"w3id.org/xapi/profiles/cmi5" in head:
        raise ManifestUnreadable("is_cmi5")
    if "common cartridge" in schema or b"imsccv1p" in head:
        raise ManifestUnreadable("is_common_cartridge")
    is_2004 = any(mark in head for mark in (b"adlcp_v1p3", b"imscp_v1p1", b"adlseq_v1p3", b"imsss"))
    is_12 = any(mark in head for mark in (b"adlcp_rootv1p2", b"imscp_rootv1p1p2"))
    for pattern, standard in SCHEMA_VERSIONS:
        if pattern.search(written):
            return standard
    if is_2004 or is_12 or "adl scorm" in schema or _has_scorm_type(root):
        guess = "2004-3" if is_2004 and not is_12 else "1.2"
        notes.append(("standard_guessed", {"standard": guess}))
        return guess
    raise ManifestUnreadable("not_scorm")


def _has_scorm_type(root: Element) -> bool:
    return any(attribute(element, "scormtype") for element in root.iter() if local(element.tag) == "resource")


def _organization(root: Element, notes: list[tuple[str, dict[str, Any]]]) -> Element | None:
    parent = first(root, "organizations")
    known = list(children(parent, "organization"))
    if parent is None or not known:
        return None
    default = attribute(parent, "default")
    for organization in known:
        if default and attribute(organization, "identifier") == default:
            return organization
    if default:
        notes.append(("default_organization_unknown", {}))
    elif len(known) > 1:
        notes.append(("default_organization_missing", {"count": len(known)}))
    return known[0]


@dataclass(frozen=True, slots=True)
class _Resource:
    kind: str
    href: str
    files: tuple[str, ...]


def clean_path(path: str) -> str:
    """Return a path with forward slashes and without a leading one."""
    return path.strip().replace("\\", "/").lstrip("/")


def _join(base: str, href: str) -> str:
    href = href.strip()
    if re.match(r"^[a-z][a-z0-9+.-]+:", href, re.I):
        return href
    path, mark, tail = split_href(href)
    return _resolved(clean_path(base) + clean_path(path)) + mark + tail


def _resolved(path: str) -> str:
    """Return a path without "." and ".."; beyond the top there is nothing, as for browsers."""
    if "://" in path:
        return path
    found: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del found[-1:]
        elif part != ".":
            found.append(part)
    return "/".join(found)


def split_href(href: str) -> tuple[str, str, str]:
    """Return path, the first ? or # ("" when neither), and what follows it."""
    found = re.search(r"[?#]", href)
    return (href[: found.start()], href[found.start()], href[found.end() :]) if found else (href, "", "")


def file_path(href: str) -> str:
    """Return the path inside the package that a href asks for: no query, no fragment, percent-decoded."""
    return unquote(split_href(href)[0])


def quoted(path: str) -> str:
    """Return a stored path as it stands in an address."""
    return quote(path, safe="/!$&'()*+,;=:@~-._")


def with_href(item: Item, href: str) -> Item:
    """Return the item leading elsewhere."""
    return replace(item, href=href)


def _resources(root: Element) -> dict[str, _Resource]:
    parent = first(root, "resources")
    base = attribute_base(root) + attribute_base(parent)
    found: dict[str, _Resource] = {}
    for resource in children(parent, "resource"):
        own = base + attribute_base(resource)
        href = attribute(resource, "href")
        kind = "sco" if attribute(resource, "scormtype").lower() == "sco" else "asset"
        files = tuple(file_path(_join(own, attribute(f, "href"))) for f in children(resource, "file"))
        found[attribute(resource, "identifier")] = _Resource(kind, _join(own, href) if href else "", files)
    return found


def attribute_base(element: Element | None) -> str:
    """Return an element's xml:base, ending in a slash."""
    base = clean_path(element.get(XML_BASE, "")) if element is not None else ""
    return base if not base or base.endswith("/") else base + "/"


def add_parameters(href: str, parameters: str) -> str:
    """Return the href with the item's parameters as the Content Aggregation Model says (SCORM 2004 CAM 3.4.1.5)."""
    parameters = parameters.strip().lstrip("?&") if not parameters.strip().startswith("#") else parameters.strip()
    if not parameters:
        return href
    address, mark, fragment = href.partition("#")
    if parameters.startswith("#"):
        return href if mark else address + parameters
    return address + ("&" if "?" in address else "?") + parameters + mark + fragment


def _walk(
    node: Element,
    parent: str | None,
    resources: dict[str, _Resource],
    collection: dict[str, Element],
    items: list[Item],
    standard: str,
) -> None:
    for number, element in enumerate(children(node, "item")):
        if len(items) >= MAX_ITEMS:
            raise ManifestUnreadable("too_many_items", limit=MAX_ITEMS)
        identifier = attribute(element, "identifier")[:MAX_IDENTIFIER] or f"item-{len(items)}-{number}"
        if any(item.identifier == identifier for item in items):
            raise ManifestUnreadable("duplicate_item", identifier=identifier)
        reference = attribute(element, "identifierref")
        resource = resources.get(reference)
        if reference and (resource is None or not resource.href):
            raise ManifestUnreadable("resource_missing", title=text(element, "title") or identifier)
        items.append(_item(element, identifier, parent, resource, collection, standard))
        _walk(element, identifier, resources, collection, items, standard)


def _item(
    element: Element,
    identifier: str,
    parent: str | None,
    resource: _Resource | None,
    collection: dict[str, Element],
    standard: str,
) -> Item:
    sequencing = _sequencing(element, collection) if standard != "1.2" else {}
    threshold = first(element, "completionthreshold")
    minimum = attribute(threshold, "minprogressmeasure") if threshold is not None else ""
    by_measure = threshold is None or attribute(threshold, "completedbymeasure").lower() in {"", "true"}
    is_2004_4 = threshold is not None and bool(attribute(threshold, "completedbymeasure"))
    written = text(threshold) if threshold is not None else ""
    return Item(
        identifier=identifier,
        parent=parent,
        title=text(element, "title"),
        kind=resource.kind if resource else "cluster",
        href=add_parameters(resource.href, attribute(element, "parameters")) if resource else "",
        is_visible=attribute(element, "isvisible").lower() != "false",
        mastery_score=text(element, "masteryscore"),
        max_time_allowed=text(element, "maxtimeallowed") or str(sequencing.get("attempt_absolute_duration_limit", "")),
        time_limit_action=text(element, "timelimitaction"),
        launch_data=_raw_text(element, "datafromlms"),
        prerequisites=text(element, "prerequisites"),
        scaled_passing_score=str(sequencing.get("scaled_passing_score", "")),
        completion_threshold=(minimum or written or ("1.0" if is_2004_4 else "")) if by_measure else "",
        sequencing=sequencing,
    )


def _sequencing(element: Element, collection: dict[str, Element]) -> dict[str, Any]:
    """Return everything an item or the organization says to the engine, and the organization's identifier."""
    found = read_sequencing(first(element, "sequencing"), collection) | read_presentation(element)
    if local(element.tag) == "organization" and (identifier := attribute(element, "identifier")):
        found["identifier"] = identifier
    return found


def _items_from_resources(resources: dict[str, _Resource], notes: list[tuple[str, dict[str, Any]]]) -> list[Item]:
    """Offer the launchable resources when no organization leads to one (a resource package, or a sloppy tool)."""
    scos = [(key, r) for key, r in resources.items() if r.href and r.kind == "sco"]
    chosen = scos or [(key, r) for key, r in resources.items() if r.href][:1]
    if chosen:
        notes.append(("organization_missing", {}))
    return [
        Item(identifier=key[:MAX_IDENTIFIER] or f"resource-{n}", parent=None, title="", kind=r.kind, href=r.href)
        for n, (key, r) in enumerate(chosen)
    ]
