"""Where two rounds of the same people meet, computed on plain values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from privacy.small_numbers import away_from_the_ends, may_stand_beside
from surveys.models.questionnaire import HIGHEST, LOWEST

Answers = Mapping[str, int]  # question key -> 1..5
Sums = Mapping[str, tuple[int, int]]  # question key -> (people, sum as it is stored)
Blur = Callable[[], int]  # what is drawn by lot and added to a sum, see privacy.small_numbers.blur


def _kept(answers: Sequence[int], lowest: int, highest: int, blur: Blur) -> int:
    """Return the sum as it is stored: blurred, and away from the ends of the scale."""
    count = len(answers)
    blurred = max(lowest * count, min(highest * count, sum(answers) + blur()))
    return away_from_the_ends(total=blurred, count=count, lowest=lowest, highest=highest)


_CODE = re.compile(r"^[^\W\d_](0[1-9]|[12]\d|3[01])[^\W\d_]$")


def cleaned_code(raw: str) -> str:
    """
    Return a self-made code as it is compared: letter, day of two digits, letter, without case. Raises ValueError.

    It is made of what a person knows of themselves and need not note down: the second letter of their mother's first
    name, the day they were born, the first letter of the place (DOMAIN 5b).
    """
    plain = (str(unicodedata.digit(mark)) if mark.isdigit() else mark for mark in raw if not mark.isspace())
    code = "".join(plain).casefold()  # digits of every script are the same day
    if not _CODE.match(code):
        msg = "letter, two digits of a day, letter"
        raise ValueError(msg)
    return code


def pairs(first: Sequence[tuple[str, Answers]], later: Sequence[tuple[str, Answers]]) -> list[tuple[Answers, Answers]]:
    """
    Return the answers of those who can be found in both rounds by their code, as (first, later).

    A code that two people of a round made is nobody's: which of them came again is not to be known.
    """
    firsts, laters = _by_code(first), _by_code(later)
    return [(firsts[code], laters[code]) for code in sorted(firsts.keys() & laters.keys())]


def _by_code(sheets: Sequence[tuple[str, Answers]]) -> dict[str, Answers]:
    uses = Counter(code for code, _ in sheets)
    return {code: answers for code, answers in sheets if code and uses[code] == 1}


def added_up(
    sheets: Sequence[Answers], keys: Sequence[str], *, smallest: int, blur: Blur
) -> dict[str, tuple[int, int]]:
    """
    Return (people, sum of answers) of each question that enough people answered.

    The sums stay away from the ends of the scale, so that neither they nor their differences tell each answer, and
    are blurred, so that they tell none to somebody who knows all others.
    """
    found = {}
    for key in keys:
        answers = [sheet[key] for sheet in sheets if key in sheet]
        if len(answers) >= smallest:
            found[key] = (len(answers), _kept(answers, LOWEST, HIGHEST, blur))
    return found


def changes(
    joined: Sequence[tuple[Answers, Answers]],
    *,
    first: Sequence[Answers],
    later: Sequence[Answers],
    keys: Sequence[str],
    stored: tuple[Sums, Sums],
    smallest: int,
    blur: Blur,
) -> dict[str, tuple[int, int]]:
    """
    Return (people, sum of changes) of each question, where neither round shows the few who could not be joined.

    The sums of both rounds are known: `stored` has them as they are kept. Who takes the change of those who were joined
    away from them has the rest, so the rest of each round is nobody or a group. If it is nobody, the change is the
    difference of the stored sums: counted anew it would be another figure about the same answers, with a lot of its
    own, and each further figure makes the lot of the others smaller.
    """
    found = {}
    for key in keys:
        moved = [after[key] - before[key] for before, after in joined if key in before and key in after]
        sizes = [sum(key in sheet for sheet in sheets) for sheets in (first, later)]
        if not all(may_stand_beside(len(moved), size, smallest=smallest) for size in sizes):
            continue
        (first_count, first_sum), (later_count, later_sum) = (sums.get(key, (0, 0)) for sums in stored)
        if len(moved) == first_count == later_count:
            found[key] = (len(moved), later_sum - first_sum)
        else:
            furthest = HIGHEST - LOWEST
            found[key] = (len(moved), _kept(moved, -furthest, furthest, blur))
    return found
