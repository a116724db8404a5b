"""Handouts of the demo: sheets to print, set by typst from sources of our own in `handouts/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "handouts"
MADE_AT = 1_767_225_600  # a PDF says when it was made; a fixed moment keeps the bytes the same
TITLES = {"lernplan": "Mein Lernplan zum Ausdrucken"}


@cache
def pdf(name: str) -> bytes:
    """Return the sheet as accessible PDF. Raises FileNotFoundError for an unknown one."""
    content: bytes = typst.compile(
        (FOLDER / f"{name}.typ").read_bytes(),
        # Its own font, so that a handout needs no fonts of ours made first.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[]),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=MADE_AT,
    )
    return content
