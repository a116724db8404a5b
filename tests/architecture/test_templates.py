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


INCLUDE = re.compile(r"\{% include \"(?P<name>[^\"]+)\"(?P<given>[^%]*)%\}")
BY_NAME = {path.as_posix().split("/templates/", 1)[1]: path for path in TEMPLATES}


def _wants_token(name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Return whether a template, or one that it includes with all it knows, writes the token of a form."""
    if name not in BY_NAME or name in seen:
        return False
    text = (ROOT / BY_NAME[name]).read_text(encoding="utf-8")
    inner = [found["name"] for found in INCLUDE.finditer(text) if "only" not in found["given"].split()]
    chooses = re.search(r"\{% if [^%]*\bcsrf_token\b", text)  # a form with a token, a link without one
    return ("{% csrf_token %}" in text and not chooses) or any(_wants_token(each, seen | {name}) for each in inner)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_form_that_is_included_alone_is_given_its_token(path):
    """Django hands no token on to `include … only`: the form looks right, and is refused when it is sent."""
    alone = [
        found
        for found in INCLUDE.finditer((ROOT / path).read_text(encoding="utf-8"))
        if "only" in found["given"].split()
    ]
    assert [
        found["name"] for found in alone if "csrf_token=" not in found["given"] and _wants_token(found["name"])
    ] == []
