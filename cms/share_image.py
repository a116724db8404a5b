"""The picture that messengers show beside the link to a course, set with typst in the fonts of the house."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.cache import caches

from certificates import fonts

TEMPLATES = Path(__file__).resolve().parent / "typst"
MARK = TEMPLATES / "mark.svg"
WIDTH, HEIGHT = 1200, 630  # px, the size that all networks take
KEPT_SECONDS = 7 * 24 * 3600
LOOK = "1"  # raise it when share.typ changes


class FontsMissing(Exception):
    """Raised when `manage.py prepare_fonts` has not run."""


@dataclass(frozen=True, slots=True)
class ShareImage:
    """What a share image says: at most three short lines below the title."""

    title: str
    lines: tuple[str, ...]
    language: str
    direction: str  # "ltr" or "rtl"

    @property
    def digest(self) -> str:
        """Name of this very picture; it stands in its address, so that networks fetch a changed one anew."""
        return hashlib.sha256(json.dumps([LOOK, asdict(self)]).encode()).hexdigest()[:12]


def is_possible() -> bool:
    """Return whether pictures can be set at all."""
    return fonts.are_ready()


def png(image: ShareImage) -> bytes:
    """Return the picture as PNG, kept for a week under its own content. Raises FontsMissing before set-up."""
    if not fonts.are_ready():
        raise FontsMissing
    cache, key = caches["default"], f"share-image:{image.digest}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _compile(image)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


@functools.lru_cache(maxsize=1)
def _fonts(folder: Path) -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _compile(image: ShareImage) -> bytes:
    # Data travels as input, never as markup: a title like #read("…") is shown as it is.
    data = {**asdict(image), "fonts": fonts.families(), "mark": MARK.read_text(encoding="utf-8")}
    picture: bytes = typst.compile(
        (TEMPLATES / "share.typ").read_bytes(),
        root=str(TEMPLATES),
        font_paths=_fonts(settings.FONT_DIR),
        ignore_system_fonts=True,
        format="png",
        ppi=72,
        sys_inputs={"data": json.dumps(data)},
    )
    return picture
