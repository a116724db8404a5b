"""Slides as the XML body of `create` and `insertDocument`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from live_sessions.bbb.client import Slides


def body(slides: Sequence[Slides]) -> bytes:
    """Return the module "presentation" with these documents; raise ValueError for one without address and bytes."""
    modules = Element("modules")
    module = SubElement(modules, "module", name="presentation")
    for one in slides:
        if bool(one.url) == bool(one.content):
            raise ValueError("slides have either an address or bytes")
        document = SubElement(module, "document")
        if one.url:
            document.set("url", one.url)
            document.set("filename", one.file_name)
        else:
            document.set("name", one.file_name)
            document.text = base64.b64encode(one.content).decode()
        document.set("current", str(one.is_current).lower())
        document.set("downloadable", str(one.is_downloadable).lower())
        document.set("removable", str(one.is_removable).lower())
    content: bytes = tostring(modules, encoding="utf-8", xml_declaration=True)
    return content
