"""German is the source: no library's catalogue may put another German word in the place of ours."""

import polib
from django.utils import translation

from tests.architecture.house import ROOT


def test_every_german_word_of_ours_is_shown_as_it_stands_in_the_code():
    texts = {
        (entry.msgctxt, entry.msgid)
        for catalogue in ROOT.glob("*/locale/en/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(catalogue))
        if not entry.obsolete
    }
    with translation.override("de"):
        shown = {(c, text): translation.pgettext(c, text) if c else translation.gettext(text) for c, text in texts}
    assert {key[1]: text for key, text in shown.items() if text != key[1]} == {}
    assert len(texts) > 1000
