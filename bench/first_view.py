"""What a first view of a page costs: everything it pulls in, compressed."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path

GZIP_LEVEL = 6
LINKED = re.compile(
    r"<(?:link\b[^>]*?\brel=\"(?:stylesheet|icon|modulepreload)\"[^>]*?\bhref|(?:script|img)\b[^>]*?\bsrc)=\"([^\"]+)\""
)
IMPORTED = re.compile(r"(?:import|from)\s*\(?\s*[\"'](\.{1,2}/[^\"']+)[\"']")
IN_CSS = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, GZIP_LEVEL))


def _static(url: str) -> bytes:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    path = finders.find(url.removeprefix(settings.STATIC_URL).split("?")[0])
    if not path:
        raise RuntimeError(f"{url} is linked and does not exist")
    return Path(path).read_bytes()


def everything_linked(html: str) -> dict[str, int]:
    """Return address -> compressed bytes of all that the page pulls in, scripts of scripts too."""
    found: dict[str, int] = {}
    todo = [url for url in LINKED.findall(html) if not url.startswith("data:")]
    while todo:
        url = todo.pop()
        if url in found:
            continue
        if url.startswith(("http:", "https:", "//")):
            raise RuntimeError(f"{url} is somebody else's")
        content = _static(url)
        found[url] = compressed(content)
        pattern = {".js": IMPORTED, ".css": IN_CSS}.get(posixpath.splitext(url)[1])
        if pattern is not None:
            text = content.decode("utf-8")
            todo += [posixpath.normpath(posixpath.join(posixpath.dirname(url), name)) for name in pattern.findall(text)]
    return found
