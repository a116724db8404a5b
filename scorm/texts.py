"""
Text that no database takes, kept without loss.

Packages compress their memory into strings with NUL and lone surrogates; PostgreSQL refuses both, in TEXT and in
jsonb. Such values are stored escaped behind a mark and given back as they came.
"""

from __future__ import annotations

import json
import re

MARK = "\ue000"  # private use; a value that begins with it is escaped too, so the mark is never ambiguous
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def may_need_packing(body: bytes) -> bool:
    """Return whether a JSON body can hold such values at all: they only arrive as escapes."""
    return b"\\u" in body or MARK.encode() in body


def pack(text: str) -> str:
    """Return the text as the database takes it."""
    if text.startswith(MARK) or UNSTORABLE.search(text):
        return MARK + json.dumps(text)[1:-1]
    return text


def unpack(text: str) -> str:
    """Return the text as the package wrote it."""
    if not text.startswith(MARK):
        return text
    try:
        return str(json.loads(f'"{text[1:]}"'))
    except ValueError:
        return text[1:]  # cut to a column's length in the middle of an escape: better shortened than unreadable


def printable(text: str) -> str:
    """Return the text for pages and files: what neither can hold is shown as a sign that was lost."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", unpack(text))
