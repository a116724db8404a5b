"""The pages without a browser: languages, words, markup."""

import ast
import string

import pytest

import bbb_standin
from bbb_standin.pages.markup import join, tag
from bbb_standin.pages.words import LANGUAGES, WORDS, choose
from tests.architecture.house import ROOT, tracked, tree


@pytest.mark.parametrize("key", WORDS)
def test_a_sentence_exists_in_every_language_with_the_same_places(key):
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert len(WORDS[key]) == len(LANGUAGES)
    assert all(WORDS[key])
    assert len({frozenset(places(text)) for text in WORDS[key]}) == 1


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("ar", "de", "ar"),
        ("de-DE", "", "de"),
        ("en_US", "de", "en"),
        ("uk", "ar;q=0.9,de", "ar"),
        ("", "fr, de;q=0.5", "de"),
        ("", "", "en"),
    ],
)
def test_the_language_is_that_of_the_join_then_of_the_browser_then_english(wanted, accepted, language):
    assert choose(wanted, accepted).language == language


@pytest.mark.parametrize(("locale", "direction"), [("ar", "rtl"), ("de", "ltr")])
def test_a_room_stands_in_the_direction_of_its_language(bench, locale, direction):
    bench.create()
    body = bench.open(bench.join(**{"userdata-bbb_override_default_locale": locale})).body.decode()
    assert f'lang="{locale}" dir="{direction}"' in body


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_room_says_plainly_that_it_is_a_stand_in(bench, locale):
    bench.create()
    body = bench.open(bench.join(**{"userdata-bbb_override_default_locale": locale})).body.decode()
    assert WORDS["standin"][LANGUAGES.index(locale)] in body


def test_text_becomes_markup_only_where_it_is_markup():
    assert tag("p", "<b>", tag("b", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<b>&amp;</b></p>'
    assert join("<", None, tag("input", required=True, disabled=False)) == "&lt;<input required>"


def test_a_welcome_is_shown_as_text(bench):
    bench.create(welcome="<b>Welcome</b> &amp; hello <script>x</script>")
    body = bench.open(bench.join()).body.decode()
    assert "Welcome &amp; hello x" in body


def test_only_the_options_read_the_environment():
    readers = {
        path.name
        for path in tracked("bbb_standin/*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers == {"options.py"}
    assert (ROOT / bbb_standin.__name__).is_dir()
