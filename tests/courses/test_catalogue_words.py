"""Words become the same term however they are spelt, in every script the visitors write."""

import pytest

from courses.search.words import forms, query_words, terms, words


@pytest.mark.parametrize(
    "spellings",
    [
        ("Ärztin", "Aerztin", "Arztin", "ÄRZTIN", "A\u0308rztin"),
        ("Büro", "Buero", "Buro", "büro"),
        ("Straße", "Strasse", "STRASSE"),
        ("Österreich", "Oesterreich"),
        ("hemşire", "hemsire", "HEMŞİRE"),
        ("pielęgniarka", "pielegniarka"),
        ("łóżko", "lozko"),
        ("ممرضة", "ممرضه", "مُمَرِّضَة", "مـمـرضـة"),
        ("أخصائي", "اخصائي", "إخصائي"),
        ("پزشکی", "پزشكي"),
        ("электромонтёр", "электромонтер"),
        ("Pflege\u00adkraft", "Pflegekraft"),
    ],
)
def test_spellings_of_a_word_share_their_terms(spellings):
    assert {tuple(terms([spelling])) for spelling in spellings} == {tuple(terms([spellings[0]]))}


@pytest.mark.parametrize("word", ["neue", "Bauer", "Steuer", "Quelle"])
def test_two_sounds_are_no_umlaut(word):
    assert forms(word)[0] == word.casefold()


@pytest.mark.parametrize(
    ("inflected", "word"),
    [
        ("Häuser", "Haus"),
        ("Ärzte", "Arzt"),
        ("Prüfungen", "Prüfung"),
        ("Sprachkurse", "Sprachkurs"),
        ("nurses", "nurse"),
        ("медсестры", "медсестра"),
        ("الممرضات", "ممرضات"),
    ],
)
def test_endings_and_articles_do_not_matter(inflected, word):
    assert set(forms(inflected)) & set(forms(word))


@pytest.mark.parametrize(
    "gendered", ["Ingenieur*in", "Ingenieur:in", "Ingenieur_in", "Ingenieur/in", "Ingenieur/-in", "IngenieurIn"]
)
def test_a_gendered_word_is_found_by_its_short_form(gendered):
    assert words(gendered) == ["Ingenieur"]


def test_words_that_stand_everywhere_narrow_nothing_down():
    assert query_words("Ich suche einen Kurs für Pflege") == ["Pflege"]


def test_a_text_of_nothing_but_such_words_still_asks_for_something():
    assert query_words("Kurs für") == ["Kurs", "für"]


def test_a_very_long_text_is_asked_in_eight_words():
    assert len(query_words(" ".join(f"wort{number}" for number in range(50)))) == 8
