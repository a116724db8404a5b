"""From text to terms: folded, so that spelling does not matter, and stemmed, so that endings do not matter."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

# Raised whenever the same text gives other terms than before: what was written with an older number is written anew.
ALGORITHM = 2
LONGEST_TERM = 40
ARABIC_ARTICLE = "ال"  # written as one with its word

WORD = re.compile(r"[^\W_]+")
# "Ingenieur*in", "Pfleger:innen", "Lehrer/-in", "ArztIn": one person, two words.
GENDERED = re.compile(r"(?<=\w)(?:[*:_·]|/-?)(in(?:nen)?)\b|(?<=[a-zß])(In(?:nen)?)\b")
# Signs inside words that belong to no word: joiners and marks of direction, soft hyphen, apostrophes of Ukrainian.
INVISIBLE = re.compile("[\u00ad\u0640\u200b-\u200f\u2060\u2066-\u2069\ufeff'’ʼ]")
# Accents of Latin and Cyrillic, vowel signs of Arabic: nobody types them all, and some cut a word in two.
MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
# What Unicode does not decompose, and letters that Arabic and Persian keyboards write differently.
LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe",
        "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا", "ء": "",
    }
)  # fmt: skip
# The ways around an umlaut that keyboards without one know: "Aerztin" and "Arztin" are "Ärztin".
# Not in "neue", "Bauer", "Quelle", where the letters are two sounds.
WRITTEN_OUT = re.compile(r"(?<=a)e|(?<=o)e|(?<=(?<![aeq])u)e")

# Words that stand in every offer or in every sentence: they narrow nothing down.
EVERYWHERE = """
und oder für mit in im am an der die das den dem des ein eine einen einem einer zu zum zur auf als von vom bei
ich will möchte suche werden nach kurs kurse kursen angebot angebote
the a and or for in of to with course courses i want as
دورة دورات كورس في من على و او
курс курсы курси на в и і для по та
kursu kursları ve için le la les de du pour et cours curs cursuri pentru si și kursy dla i w
"""


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return the word without what spellings differ in: case, umlauts, accents, vowel signs, forms of letters."""
    text = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    text = MARKS.sub("", text).translate(LETTERS)
    return WRITTEN_OUT.sub("", text)[:LONGEST_TERM]


STOP_WORDS = frozenset(fold(word) for word in EVERYWHERE.split())


def words(text: str) -> list[str]:
    """Return the words of a text as written; a gendered word gives its form without the ending."""
    composed = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return WORD.findall(GENDERED.sub("", MARKS.sub("", composed)))


_stemmers = threading.local()  # a stemmer of snowballstemmer holds the word it works on


def _stem(language: str, word: str) -> str:
    known: dict[str, snowballstemmer.stemmer] = _stemmers.__dict__
    if language not in known:
        known[language] = snowballstemmer.stemmer(language)
    return str(known[language].stemWord(word))


def _languages(word: str) -> tuple[str, ...]:
    first = word[0]
    if "\u0600" <= first <= "\u06ff":
        return ("arabic",)
    if "\u0400" <= first <= "\u04ff":
        return ("russian",)
    return ("german", "english")


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """
    Return the terms of one word: itself, folded, and its stems.

    Which language a word is in nobody says, least of all in a search field; its script decides which stemmers try.
    """
    plain = fold(word)
    if not plain or plain.isdigit():
        return (plain,) if plain else ()
    bases = [plain]
    if plain.startswith(ARABIC_ARTICLE) and len(plain) >= 5:
        bases.append(plain.removeprefix(ARABIC_ARTICLE))
    stems = (fold(_stem(language, base)) for base in bases for language in _languages(base))
    return tuple(dict.fromkeys((*bases, *(stem for stem in stems if len(stem) > 1))))


def terms(texts: Iterable[str]) -> list[str]:
    """Return all terms of the texts, each once, in a stable order."""
    found = {form for text in texts for word in words(text) for form in forms(word)}
    return sorted(found - STOP_WORDS)


def query_words(text: str, *, most: int = 8) -> list[str]:
    """Return the words of what somebody typed that narrow something down; all of them when none does."""
    typed = words(text)
    telling = [word for word in typed if fold(word) not in STOP_WORDS]
    return list(dict.fromkeys(telling or typed))[:most]
