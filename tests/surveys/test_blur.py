"""Somebody who knows all answers but one, and every report, does not know that one."""

import itertools
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.small_numbers import blur
from surveys import rules
from surveys.actions import rounds
from surveys.models import ItemChange, ItemResult, Round
from surveys.queries.results import report
from tests.factories.surveys import closed_survey

SHARE = 0.4
CODES = [f"a{day:02}b" for day in range(1, 6)]
FAR = 100  # further than any sum below can be moved
CHANCE = {far: (1 - SHARE) / (1 + SHARE) * SHARE ** abs(far) for far in range(-FAR, FAR + 1)}


def stored(answers, blur):
    """Return the sum that is stored of these answers to one question."""
    sheets = [{"q": value} for value in answers]
    ((_count, total),) = rules.added_up(sheets, ["q"], smallest=5, blur=blur).values()
    return total


def chances(answers):
    """Return how likely each stored sum of these answers is."""
    found = {}
    for far, chance in CHANCE.items():
        total = stored(answers, lambda far=far: far)
        found[total] = found.get(total, 0) + chance
    return found


@given(st.lists(st.integers(1, 5), min_size=4, max_size=9))
def test_whatever_the_other_four_or_more_answered_every_answer_stays_possible(others):
    by_answer = {answer: chances([*others, answer]) for answer in range(1, 6)}

    for total in set().union(*by_answer.values()):
        likely = [by_answer[answer].get(total, 0) for answer in range(1, 6)]
        assert all(likely)
        assert all(max(pair) / min(pair) <= 1 / SHARE + 1e-6 for pair in itertools.pairwise(likely))


def test_without_the_lot_the_fifth_answer_would_be_known():
    known = [3, 4, 2, 3]

    assert stored([*known, 5], lambda: 0) - sum(known) == 5


def test_a_lot_moves_a_sum_as_often_as_the_share_says():
    draw = Random(7).random  # noqa: S311  a lot that comes out the same each time
    drawn = [blur(share=SHARE, draw=draw) for _ in range(20_000)]

    assert abs(drawn.count(0) / 20_000 - CHANCE[0]) < 0.02
    assert abs(drawn.count(1) / 20_000 - CHANCE[1]) < 0.02
    assert abs(drawn.count(-1) / 20_000 - CHANCE[-1]) < 0.02
    assert abs(sum(drawn) / 20_000) < 0.05


@pytest.mark.django_db
def test_the_change_of_all_tells_no_more_than_the_two_sums_do(monkeypatch):
    """With a lot of its own the change would be one more look at the first answer of whoever is not known."""
    lots = iter([3, -2])  # one for each sum; a third would not be there
    monkeypatch.setattr(rounds, "_by_lot", lambda: next(lots))
    context = uuid4()
    closed_survey([1, 2, 3, 4, 5], codes=CODES, context_key=context)
    closed_survey([2, 3, 3, 4, 4], codes=CODES, context_key=context, round_=Round.END)

    assert list(ItemResult.objects.order_by("pk").values_list("total", flat=True)) == [18, 14]
    assert ItemChange.objects.get().total == 14 - 18


def test_a_change_of_some_is_not_the_difference_of_two_sums_without_lots():
    """Were the lots of the sums used again for those who were joined, the others could be computed exactly."""
    sheets = [[{"q": 3}] * 10, [{"q": 4}] * 10]
    sums = tuple(rules.added_up(one, ["q"], smallest=5, blur=lambda: 1) for one in sheets)

    found = rules.changes(
        [({"q": 3}, {"q": 4})] * 5,
        first=sheets[0],
        later=sheets[1],
        keys=["q"],
        stored=sums,
        smallest=5,
        blur=lambda: -2,
    )

    assert found == {"q": (5, 5 - 2)}


@pytest.mark.parametrize("share", [-0.1, 1, 1.5])
def test_a_share_outside_of_its_range_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        blur(share=share, draw=lambda: 0.5)


@pytest.mark.django_db
def test_the_lot_is_drawn_once_so_that_asking_again_brings_no_other_figure(settings, monkeypatch):
    settings.SURVEY_BLUR = SHARE
    numbers = iter([0.9, 0.0])  # two further, none back
    monkeypatch.setattr(rounds.SystemRandom, "random", lambda self: next(numbers))
    context = uuid4()
    closed_survey([1, 2, 3, 4, 5], context_key=context)

    told = [report([context], language="de").items[0].before.value for _ in range(3)]

    assert (ItemResult.objects.get().total, told) == (17, [3.4, 3.4, 3.4])
