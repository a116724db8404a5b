"""Which courses the typed words find, how well, and by what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from courses.search import words
from courses.search.snapshot import Snapshot, members

# How much a word counts by where it stands.
POINTS = {"title": 10.0, "occupation": 9.0, "offer": 5.0, "provider": 4.0, "summary": 4.0, "content": 2.0}
LEAST_COVERED = 0.6  # of the letters of a compound that known words must make up
SHORTEST_PREFIX, SHORTEST_PART, SHORTEST_STEM, SHORTEST_GUESS = 3, 4, 6, 4
MOST_GUESSES = 12


@dataclass(frozen=True, slots=True)
class Find:
    """Courses that one typed word finds in one way."""

    word: str  # as typed
    place: str  # key of POINTS
    points: float
    bits: int
    guess: str = ""  # what the word was taken for, when nothing is written like it
    is_near: bool = False  # the word itself stands nowhere; a part of it does


@dataclass(slots=True)
class Matches:
    """What a text finds: the courses, and for each word its finds, best first."""

    bits: int
    finds: list[list[Find]] = field(default_factory=list)
    did_you_mean: str | None = None
    is_partial: bool = False  # no course has all words; these have at least one

    def best(self, slot: int) -> list[Find]:
        """Return for each word the best way in which it finds this course."""
        bit = 1 << slot
        found = (next((find for find in finds if find.bits & bit), None) for finds in self.finds)
        return [find for find in found if find is not None]

    def points(self) -> dict[int, float]:
        """Return for each course the sum of what its words count."""
        total: dict[int, float] = {}
        for of_word in self.finds:
            left = self.bits
            for find in of_word:
                for slot in members(find.bits & left):
                    total[slot] = total.get(slot, 0.0) + find.points
                left &= ~find.bits
        return total


def match(text: str, snapshot: Snapshot) -> Matches:
    """Return what the text finds; everything when it holds no word."""
    typed = words.query_words(text)
    finds = [sorted(_finds(word, snapshot), key=lambda find: -find.points) for word in typed]
    every, some = snapshot.everything, 0
    for of_word in finds:
        bits = 0
        for find in of_word:
            bits |= find.bits
        every &= bits
        some |= bits
    is_partial = bool(typed) and not every and bool(some)
    bits = some if is_partial else every
    return Matches(bits, finds, _correction(text, finds, snapshot), is_partial)


def _finds(word: str, snapshot: Snapshot) -> Iterator[Find]:
    forms = words.forms(word)
    if not forms:
        return
    found = False
    for find in (*_exact(word, forms, snapshot), *_parts(word, forms, snapshot)):
        found = found or bool(find.bits)
        yield find
    if not found:
        guesses = list(_guesses(word, forms, snapshot))
        yield from guesses or _contained(word, forms[0], snapshot)


def _of_term(
    word: str, term: str, share: float, snapshot: Snapshot, guess: str = "", *, is_near: bool = False
) -> Iterator[Find]:
    for place, bits in snapshot.places(term):
        yield Find(word, place, POINTS[place] * share, bits, guess, is_near or bool(guess))


def _exact(word: str, forms: tuple[str, ...], snapshot: Snapshot) -> Iterator[Find]:
    for number, form in enumerate(forms):
        yield from _of_term(word, form, 1.0 if number == 0 else 0.95, snapshot)


def _parts(word: str, forms: tuple[str, ...], snapshot: Snapshot) -> Iterator[Find]:
    """Find words that begin with what was typed, and German compounds that hold it."""
    plain = forms[0]
    stem = min((form for form in forms if len(form) >= SHORTEST_STEM), key=len, default=plain)
    if len(plain) >= SHORTEST_PREFIX:
        for term in _beginning_with(stem, snapshot.vocabulary):
            yield from _of_term(word, term, 0.7, snapshot)
    if len(stem) >= SHORTEST_PART:
        for term in snapshot.vocabulary:
            if stem in term and not term.startswith(stem):
                yield from _of_term(word, term, 0.5, snapshot)


def _beginning_with(start: str, vocabulary: list[str]) -> Iterator[str]:
    for position in range(bisect_left(vocabulary, start), len(vocabulary)):
        if not vocabulary[position].startswith(start):
            return
        if vocabulary[position] != start:
            yield vocabulary[position]


def _guesses(word: str, forms: tuple[str, ...], snapshot: Snapshot) -> Iterator[Find]:
    """Find what differs by a letter or two: left out, doubled, swapped or wrong."""
    for form in forms:
        if len(form) < SHORTEST_GUESS:
            continue
        allowed = 1 if len(form) < 8 else 2
        near = process.extract(form, snapshot.vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=MOST_GUESSES)
        for term, distance, _index in near:
            yield from _of_term(word, term, 0.5 - 0.1 * distance, snapshot, guess=term)


def _contained(word: str, plain: str, snapshot: Snapshot) -> Iterator[Find]:
    """
    Find the known parts of a compound that nobody has written yet: "Pflegesprachkurs".

    Parts that make up little of the word are there by chance: a made-up word must find nothing, so that the page can
    offer help instead.
    """
    inside = [term for term in snapshot.vocabulary if len(term) >= SHORTEST_PART and term in plain]
    covered: set[int] = set()
    for term in inside:
        first = plain.find(term)
        covered.update(range(first, first + len(term)))
    if len(covered) < LEAST_COVERED * len(plain):
        return
    for term in inside:
        if len(term) > SHORTEST_PART:
            yield from _of_term(word, term, 0.3, snapshot, is_near=True)


def _correction(text: str, finds: list[list[Find]], snapshot: Snapshot) -> str | None:
    """Return the text with the words corrected that were only guessed; None when nothing was, or nobody spells it."""
    better = text
    for of_word in finds:
        if of_word and of_word[0].guess:
            spelling = snapshot.spelling(of_word[0].guess)
            if spelling is None:
                return None
            better = better.replace(of_word[0].word, spelling)
    return better if words.terms([better]) != words.terms([text]) else None
