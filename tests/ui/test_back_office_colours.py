"""
The back office keeps its contrast with our colours, in both of Wagtail's schemes.

ui/admin.css gives two colours and Wagtail reckons its palette from them, so what a link looks like stands nowhere: it
is reckoned here in the same way, from Wagtail's own stylesheet with our values in place of its own.
"""

import colorsys
import re
from functools import cache
from pathlib import Path

import pytest
import wagtail.admin

from tests.architecture.house import ROOT
from tests.ui.test_stylesheet import TEXT, contrast

OURS = re.sub(
    r"/\*.*?\*/", "", (ROOT / "ui" / "static" / "ui" / "admin.css").read_text(encoding="utf-8"), flags=re.DOTALL
)
THEIRS = (Path(wagtail.admin.__file__).parent / "static" / "wagtailadmin" / "css" / "core.css").read_text(
    encoding="utf-8"
)
PAIRS = [
    *[
        (f"text-link-{state}", f"surface-{ground}", TEXT)
        for state in ("default", "hover")
        for ground in ("page", "header")
    ],
    *[("text-button", f"surface-button-{state}", TEXT) for state in ("default", "hover")],
    ("text-button-outline-default", "surface-page", TEXT),
    ("text-button-outline-hover", "surface-button-outline-hover", TEXT),
    *[("white", ground, TEXT) for ground in ("surface-menus", "primary")],  # the menu, and our name above it
]
WHITE = {"white": "#ffffff"}


def _declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"--w-color-([\w-]+):\s*([^;}]+)", text))


def _block(text: str, selector: str) -> dict[str, str]:
    found = re.findall(r"(?:^|[}{])\s*" + re.escape(selector) + r"\s*\{([^{}]*)\}", text)
    assert found, selector
    return _declared("".join(found))


@cache
def palette(scheme: str) -> dict[str, str]:
    """Return Wagtail's declarations of this scheme, ours in their place."""
    found = WHITE | _block(THEIRS, ":host,:root") | _block(OURS, ":root")
    if scheme == "dark":
        found |= _block(THEIRS, ".w-theme-dark") | _block(OURS, ".w-theme-dark")
    return found


def _number(value: str, names: dict[str, str]) -> float:
    """Return a hue, or a percentage as its number; CSS keeps a percentage within 0 and 100."""
    value = re.sub(r"var\(--w-color-([\w-]+)\)", lambda match: str(_number(names[match[1]], names)), value)
    if sum_of := re.fullmatch(r"calc\(\s*(-?[\d.]+)%?\s*([+-])\s*([\d.]+)%?\s*\)", value):
        one, sign, other = sum_of.groups()
        return float(one) + (float(other) if sign == "+" else -float(other))
    return float(value.removesuffix("%"))


def colour(name: str, scheme: str) -> str:
    """Return the colour of a name as #rrggbb."""
    names = palette(scheme)
    value = names[name]
    while match := re.fullmatch(r"var\(--w-color-([\w-]+)\)", value):
        value = names[match[1]]
    if found := re.fullmatch(r"hsl\((var\([^)]*\)) (var\([^)]*\)) (var\([^)]*\))\)", value):
        hue, saturation, lightness = (_number(part, names) for part in found.groups())
        within = [min(max(share / 100, 0.0), 1.0) for share in (lightness, saturation)]
        channels = colorsys.hls_to_rgb(hue % 360 / 360, *within)
        return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"{name}: {value}"
    return value


def test_a_colour_is_reckoned_as_a_browser_does():
    assert colour("secondary", "light") == "#0b5c6a"
    assert colour("grey-800", "light") == "#1d1d1d"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{front}-on-{back}" for front, back, _ in PAIRS])
def test_a_pair_of_colours_in_the_back_office_can_be_told_apart(front, back, least, scheme):
    assert contrast(colour(front, scheme), colour(back, scheme)) >= least


def test_a_dark_device_sees_the_same_back_office_as_somebody_who_chose_dark():
    assert _block(OURS, ".w-theme-system") == _block(OURS, ".w-theme-dark")


def test_a_link_within_a_sentence_is_told_by_more_than_its_colour():
    assert re.search(r"main p > a:not\(\.button\) \{\s*text-decoration: underline;", OURS)
