"""Where two rounds of the same people meet, computed on plain values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from privacy.small_numbers import away_from_the_ends, may_stand_beside
from surveys.models.questionnaire import HIGHEST, LOWEST

Answers = Mapping[str, int]  # question key -> 1..5

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


def added_up(sheets: Sequence[Answers], keys: Sequence[str], *, smallest: int) -> dict[str, tuple[int, int]]:
    """
    Return (people, sum of answers) of each question that enough people answered.

    The sums stay away from the ends of the scale, so that neither they nor their differences tell each answer.
    """
    found = {}
    for key in keys:
        answers = [sheet[key] for sheet in sheets if key in sheet]
        if len(answers) >= smallest:
            kept = away_from_the_ends(total=sum(answers), count=len(answers), lowest=LOWEST, highest=HIGHEST)
            found[key] = (len(answers), kept)
    return found


def changes(
    joined: Sequence[tuple[Answers, Answers]],
    *,
    first: Sequence[Answers],
    later: Sequence[Answers],
    keys: Sequence[str],
    smallest: int,
) -> dict[str, tuple[int, int]]:
    """
    Return (people, sum of changes) of each question, where neither round shows the few who could not be joined.

    The sums of both rounds are known. Who takes the change of those who were joined away from them has the rest, so
    the rest of each round is nobody or a group.
    """
    found = {}
    for key in keys:
        moved = [after[key] - before[key] for before, after in joined if key in before and key in after]
        sizes = [sum(key in sheet for sheet in sheets) for sheets in (first, later)]
        if all(may_stand_beside(len(moved), size, smallest=smallest) for size in sizes):
            furthest = HIGHEST - LOWEST
            kept = away_from_the_ends(total=sum(moved), count=len(moved), lowest=-furthest, highest=furthest)
            found[key] = (len(moved), kept)
    return found
