"""The stylesheet stays small, turns around for right-to-left scripts, and keeps its contrast in both schemes."""

import gzip
import re

import pytest

from tests.architecture.house import ROOT, tracked

FILES = (
    "ui",
    "shell",
    "components",
    "content",
    "catalogue",
    "pages",
)  # in the order of ui/base.html; the last on some
CSS = "".join((ROOT / "ui" / "static" / "ui" / f"{name}.css").read_text(encoding="utf-8") for name in FILES)
BARE = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
BUDGET = 20_000  # bytes at gzip 6

# Axis-bound properties beyond those of tests/architecture/test_templates.py: they have logical twins everywhere.
PHYSICAL_SIZES = re.compile(
    r"(?<![\w-])(?:(?:min-|max-)?(?:width|height)|top|bottom|(?:margin|padding|border)-(?:top|bottom))\s*:(?![^;{}]*\))"
)

TEXT = 4.5  # WCAG 1.4.3
SHAPE = 3.0  # WCAG 1.4.11: borders of controls, icons, focus ring
TONES = ("info", "success", "warning", "danger")
PAIRS = [
    *[("ink", ground, TEXT) for ground in ("ground", "paper", "sunken", "accent-soft")],
    *[("ink-soft", ground, TEXT) for ground in ("ground", "paper", "sunken")],
    *[("link", ground, TEXT) for ground in ("ground", "paper")],
    *[("accent", ground, TEXT) for ground in ("ground", "paper", "accent-soft")],
    *[("accent-strong", ground, TEXT) for ground in ("ground", "paper", "accent-soft")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-danger", "danger-strong", TEXT),
    *[("danger", ground, TEXT) for ground in ("ground", "paper")],
    *[(f"{tone}-ink", f"{tone}-paper", TEXT) for tone in TONES],
    *[(f"{tone}-line", f"{tone}-paper", SHAPE) for tone in TONES],
    *[("line-strong", ground, SHAPE) for ground in ("ground", "paper", "sunken")],
    *[("focus", ground, SHAPE) for ground in ("ground", "paper", "sunken", "accent-soft")],
    *[("focus", f"{tone}-paper", SHAPE) for tone in TONES],
]


def _tokens(selector: str, scheme: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{\s*color-scheme: " + scheme + r";(.*?)\}", BARE, flags=re.DOTALL)
    assert block, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", block[1]))


SCHEMES = {
    "light": _tokens(":root", "light"),
    "dark": _tokens(':root[data-scheme="dark"]', "dark"),
}


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{front}-on-{back}" for front, back, _ in PAIRS])
def test_a_pair_of_colours_can_be_told_apart(scheme: str, front: str, back: str, least: float):
    tokens = SCHEMES[scheme]
    assert contrast(tokens[front], tokens[back]) >= least


def test_a_dark_device_sees_what_the_gallery_shows_as_dark():
    assert _tokens(':root:not([data-scheme="light"])', "dark") == SCHEMES["dark"]


def test_the_stylesheet_fits_its_budget():
    assert len(gzip.compress(CSS.encode(), 6)) <= BUDGET


def test_sizes_are_logical():
    declarations = re.sub(r"@media[^{]*", "", BARE)
    assert PHYSICAL_SIZES.findall(declarations) == []


def test_every_custom_property_that_is_used_exists():
    used = set(re.findall(r"var\(--([\w-]+)", BARE))
    assert used - set(re.findall(r"--([\w-]+)\s*:", BARE)) == set()


# Hooks without a look of their own.
UNSTYLED = {"chip__group", "person", "persona", "figure", "figure__credit"}
PAGES = [
    path
    for path in tracked("*.html")
    if "templates" in path.parts
    and path.parts[0] not in {"tests", "scorm"}  # the player stands alone, with a stylesheet of its own
    and not {"admin", "wagtailadmin", "elements", "notifications"} & set(path.parts)
]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_class_of_a_page_has_a_look(path):
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", (ROOT / path).read_text(encoding="utf-8"))
    used = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
    whole = {name for name in used if not name.endswith("-")}  # "tone-" and the like are filled in by the template
    app = path.parts[0]
    own = "".join((ROOT / style).read_text(encoding="utf-8") for style in tracked(f"{app}/static/{app}/*.css"))
    assert whole - set(re.findall(r"\.([a-z][\w-]*)", BARE + own)) - UNSTYLED == set()


SAID_IN_FRONT = tracked("docker/nginx/*.html")


@pytest.mark.parametrize("path", SAID_IN_FRONT, ids=str)
def test_the_pages_of_the_web_server_in_front_have_the_colours_of_the_house(path):
    page = (ROOT / path).read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", page)
    )
    assert {"ground", "paper", "ink", "line", "accent"} == set(light) == set(dark)
    assert light == {name: SCHEMES["light"][name] for name in light}
    assert dark == {name: SCHEMES["dark"][name] for name in dark}
