"""Slides in the body of `create` and `insertDocument`: addresses, or the files themselves."""

from __future__ import annotations

import base64
import binascii
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from bbb_standin.couriers import MOST_BYTES
from bbb_standin.meetings import Slides
from bbb_standin.world import Refusal

BODY_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "text/xml")
MOST_DOCUMENTS = 50


def read(body: bytes, content_type: str) -> list[Slides]:
    """Return the slides of a body; raises Refusal if it cannot be used."""
    if not body:
        return []
    kind = content_type.split(";", 1)[0].strip().lower()
    if kind not in BODY_TYPES:
        raise Refusal("unsupportedContentType", "The Content-Type of the body is missing or not supported.")
    if not kind.endswith("xml"):
        return []
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Refusal("validationError", "The body is no XML that can be read.") from None
    found = root.findall("./module[@name='presentation']/document")
    return [_slides(dict(one.attrib), (one.text or "").strip()) for one in found[:MOST_DOCUMENTS]]


def _slides(given: dict[str, str], text: str) -> Slides:
    url = given.get("url", "").strip()
    name = given.get("filename") or given.get("name") or unquote(PurePosixPath(urlsplit(url).path).name)
    if not PurePosixPath(name).suffix:
        raise Refusal("fileNameError", "The file name of a presentation needs an extension.")
    if url:
        return Slides(name[:255], url=url)
    try:
        size = len(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    fits = 0 < size <= MOST_BYTES
    return Slides(name[:255], size=size if fits else 0, state="ready" if fits else "failed")
