"""What may be shown of groups: nobody can be computed from it, however the figures are put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.small_numbers import Bound, cells, is_shown, may_stand_beside, mean, wholes

K = 5
TABLES = st.dictionaries(st.integers(0, 7), st.integers(0, 30), min_size=1)


def test_a_group_of_five_is_shown_and_one_of_four_is_not():
    assert [is_shown(count, smallest=K) for count in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    assert cells({"a": 20, "b": 9, "c": 3}, smallest=K) == {"a": 20, "b": None, "c": None}


def test_two_small_cells_that_are_five_people_together_hide_each_other():
    assert cells({"a": 20, "b": 3, "c": 2}, smallest=K) == {"a": 20, "b": None, "c": None}


def test_two_small_cells_that_are_four_people_together_take_a_third():
    assert cells({"a": 20, "b": 3, "c": 1}, smallest=K) == {"a": None, "b": None, "c": None}


def test_a_table_without_small_cells_is_shown_as_it_is():
    assert cells({"a": 20, "b": 5}, smallest=K) == {"a": 20, "b": 5}


def test_a_table_of_one_small_cell_shows_nothing():
    assert cells({"a": 3}, smallest=K) == {"a": None}


def test_nobody_in_a_cell_is_a_small_number_too():
    assert cells({"a": 20, "b": 8, "c": 0}, smallest=K) == {"a": 20, "b": None, "c": None}


def test_a_cell_cannot_count_fewer_than_nobody():
    with pytest.raises(ValueError, match="cannot be negative"):
        cells({"a": -1}, smallest=K)


@given(TABLES)
def test_what_is_withheld_does_not_follow_from_the_total(table):
    shown = cells(table, smallest=K)

    withheld = [table[key] for key, count in shown.items() if count is None]
    assert withheld == [] or len(withheld) == len(table) or (len(withheld) >= 2 and sum(withheld) >= K)
    assert all(count is None or (count == table[key] and count >= K) for key, count in shown.items())


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


def test_a_small_group_enters_no_figure_over_several_groups():
    assert wholes([7, 4, 5, 0, 30], smallest=K) == [0, 2, 4]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_two_figures_over_several_groups_never_differ_by_a_small_one(groups):
    everything = sum(groups[position] for position in wholes(groups, smallest=K))

    for left_out in range(len(groups)):
        rest = [group for position, group in enumerate(groups) if position != left_out]
        without = sum(rest[position] for position in wholes(rest, smallest=K))
        assert everything - without == 0 or everything - without >= K
