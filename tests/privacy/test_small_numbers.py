"""What may be shown of groups: nobody can be computed from it, however the figures are put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.small_numbers import Bound, at_least, at_least_of, is_shown, may_stand_beside, mean

K = 5


def test_a_group_of_five_is_shown_and_one_of_four_is_not():
    assert [is_shown(count, smallest=K) for count in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_mean_of_four_answers_is_withheld():
    assert mean(total=16, count=4, lowest=1, highest=5, smallest=K) is None


def test_a_mean_is_rounded_to_one_decimal():
    found = mean(total=23, count=7, lowest=1, highest=5, smallest=K)

    assert found is not None
    assert (found.value, found.count, found.bound) == (3.3, 7, Bound.EXACT)


@pytest.mark.parametrize(
    ("total", "expected"),
    [(25, (4.8, Bound.AT_LEAST)), (24, (4.8, Bound.AT_LEAST)), (23, (4.6, Bound.EXACT))],
)
def test_a_mean_at_the_upper_end_only_says_that_it_is_there(total, expected):
    found = mean(total=total, count=5, lowest=1, highest=5, smallest=K)

    assert found is not None
    assert (found.value, found.bound) == expected


@pytest.mark.parametrize(
    ("total", "expected"), [(5, (1.2, Bound.AT_MOST)), (6, (1.2, Bound.AT_MOST)), (7, (1.4, Bound.EXACT))]
)
def test_a_mean_at_the_lower_end_only_says_that_it_is_there(total, expected):
    found = mean(total=total, count=5, lowest=1, highest=5, smallest=K)

    assert found is not None
    assert (found.value, found.bound) == expected


def test_answers_off_the_scale_are_no_mean():
    with pytest.raises(ValueError, match="cannot add up"):
        mean(total=26, count=5, lowest=1, highest=5, smallest=K)


@given(st.lists(st.integers(1, 5), min_size=K, max_size=40))
def test_no_mean_tells_what_every_single_person_answered(answers):
    found = mean(total=sum(answers), count=len(answers), lowest=1, highest=5, smallest=K)

    assert found is not None
    # At least one other set of answers gives the same figure, and in it somebody answered otherwise.
    others = set(range(1, 6))
    same = [
        changed
        for position in range(len(answers))
        for answer in others - {answers[position]}
        for changed in (_with(answers, position, answer), *_balanced(answers, position, answer))
        if mean(total=sum(changed), count=len(changed), lowest=1, highest=5, smallest=K) == found
    ]
    assert same


def _with(answers: list[int], position: int, answer: int) -> list[int]:
    return [*answers[:position], answer, *answers[position + 1 :]]


def _balanced(answers: list[int], position: int, answer: int) -> list[list[int]]:
    """Return the ways in which one other person makes up for the change."""
    change = answer - answers[position]
    changed = _with(answers, position, answer)
    return [
        _with(changed, other, changed[other] - change)
        for other in range(len(answers))
        if other != position and 1 <= changed[other] - change <= 5
    ]


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(7, 7, True), (7, 8, False), (7, 12, True), (4, 12, False), (7, 11, False)]
)
def test_a_part_stands_beside_its_whole_only_if_the_rest_is_nobody_or_a_group(part, whole, expected):
    assert may_stand_beside(part, whole, smallest=K) is expected


def test_a_lower_bound_is_full_fives_and_never_the_whole_group():
    bounds = [at_least(part, whole, smallest=K) for part, whole in ((4, 9), (9, 14), (14, 14), (10, 10), (5, 5))]
    assert bounds == [None, 5, 10, 5, None]


def test_a_part_is_no_larger_than_its_group():
    with pytest.raises(ValueError, match="no part of"):
        at_least(6, 5, smallest=K)


@pytest.mark.parametrize(("count", "bound"), [(5, 5), (6, 5), (10, 5), (11, 10), (13, 10), (14, 10), (16, 15)])
def test_a_group_of_unknown_size_is_told_in_full_fives_and_not_whole(count, bound):
    assert at_least_of(count, smallest=K) == bound
