"""Fonts for documents: npm ships woff2 subsets, typst wants TrueType; converted once at set-up."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

# Family and subset, in the order in which typst looks for a glyph. Whole letters before letters with marks: plain
# Latin holds some combining marks, would build "ễ" or "ā" from parts, and the text layer would hold them twice.
SUBSETS = (
    ("noto-sans", "vietnamese"),
    ("noto-sans", "latin-ext"),
    ("noto-sans", "latin"),
    ("noto-sans", "cyrillic"),
    ("noto-sans", "cyrillic-ext"),
    ("noto-sans", "greek"),
    ("noto-sans", "greek-ext"),
    ("noto-sans", "devanagari"),
    ("vazirmatn", "arabic"),  # its text layer extracts cleanly, unlike Noto Sans Arabic's
)
STAMP = "made-from"
CONVERSION = "1"  # raise it when _convert changes, so that installations make their fonts anew


class FontSourcesMissing(Exception):
    """Raised when the browser assets are not installed; `missing` names the files."""

    def __init__(self, missing: list[Path]) -> None:
        self.missing = missing
        super().__init__(f"{len(missing)} font files are missing, the first is {missing[0]}; run: npm ci")


def families() -> list[str]:
    """Return the family names for typst, in order of preference."""
    return [_family(name, subset) for name, subset in SUBSETS]


def are_ready() -> bool:
    """Return whether every font stands where typst looks for it."""
    return all((settings.FONT_DIR / f"{name}-{subset}.ttf").is_file() for name, subset in SUBSETS)


def prepare() -> bool:
    """
    Convert the subsets into settings.FONT_DIR; return False when that was done before.

    Raises FontSourcesMissing when npm's packages are not there.
    """
    sources = [(name, subset, _source(name, subset)) for name, subset in SUBSETS]
    missing = [path for _, _, path in sources if not path.is_file()]
    if missing:
        raise FontSourcesMissing(missing)
    folder: Path = settings.FONT_DIR
    stamp = _stamp([path for _, _, path in sources])
    if are_ready() and (folder / STAMP).is_file() and (folder / STAMP).read_text(encoding="ascii") == stamp:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name, subset, path in sources:
        _convert(path, folder / f"{name}-{subset}.ttf", _family(name, subset))
    (folder / STAMP).write_text(stamp, encoding="ascii")
    return True


def _family(name: str, subset: str) -> str:
    return f"Lernbruecke {name} {subset}"


def _source(name: str, subset: str) -> Path:
    folder: Path = settings.FONT_SOURCES[name]
    return folder / f"{name}-{subset}-wght-normal.woff2"


def _stamp(paths: list[Path]) -> str:
    lines = [CONVERSION, *(f"{path.name} {path.stat().st_size}" for path in paths)]
    text = "\n".join(lines)
    return hashlib.sha256(text.encode()).hexdigest()


def _convert(source: Path, target: Path, family: str) -> None:
    """Write a TrueType copy under a family name of its own, or typst would see one family and miss subsets."""
    from fontTools.ttLib import TTFont  # slow to import, needed at set-up only

    with TTFont(source) as font:
        font.flavor = None
        # Its only features take "ị" apart again, to place the marks of letters that no Vietnamese name has.
        if "vietnamese" in family and "GSUB" in font:
            del font["GSUB"]
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                record.string = family
        fresh = target.with_suffix(".new")  # a killed set-up leaves no half a font
        font.save(fresh)
    fresh.replace(target)
