"""What the Content-Security-Policy and right-to-left scripts ask of every template and stylesheet."""

import re

import pytest

from tests.architecture.house import ROOT, tracked

TEMPLATES = [path for path in tracked("*.html") if "templates" in path.parts and path.parts[0] != "tests"]
# Mail programs know no stylesheet and no policy of ours, only inline styles.
LETTERS = {"notifications/templates/notifications/letter.html"}
OUR_PAGES = [path for path in TEMPLATES if path.as_posix() not in LETTERS]
STYLES = [path for path in tracked("*.css") if path.parts[0] != "tests"]
PHYSICAL = re.compile(
    r"(?<![\w-])(?:"
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*\s*:"
    r"|(?:left|right)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    r")"
)


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def test_there_are_templates_and_styles_to_look_at():
    assert OUR_PAGES
    assert STYLES


@pytest.mark.parametrize("path", OUR_PAGES, ids=str)
def test_a_template_carries_no_inline_style_or_script(path):
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", (ROOT / path).read_text(encoding="utf-8"))
    assert re.findall(r"<[^>]+\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<[^>]+\son[a-z]+\s*=", text) == []
    inline = [
        tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "application/json" not in tag
    ]
    assert inline == []
    assert re.findall(r"(?:href|action)\s*=\s*[\"']javascript:", text) == []


@pytest.mark.parametrize("path", STYLES, ids=str)
def test_a_stylesheet_knows_no_left_and_no_right(path):
    assert PHYSICAL.findall(_without_comments((ROOT / path).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", STYLES, ids=str)
def test_a_stylesheet_fetches_nothing_from_elsewhere(path):
    text = _without_comments((ROOT / path).read_text(encoding="utf-8"))
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", text) == []
    assert "@import" not in text


@pytest.mark.parametrize("path", OUR_PAGES, ids=str)
def test_a_template_fetches_nothing_from_elsewhere(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert (
        re.findall(r"<(?:script|img|link|iframe|video|audio|source)[^>]+(?:src|href)\s*=\s*[\"'](?:https?:)?//", text)
        == []
    )
