"""The formulas of test questions, against figures worked out by hand."""

import pytest
from django.utils.translation import override

from scorm import answer_words, item_figures


def sums(pairs):
    """What the database adds up of (right, rest of the test) per person."""
    return {
        "people": len(pairs),
        "right": sum(x for x, _ in pairs),
        "rest": sum(y for _, y in pairs),
        "rest_squared": sum(y * y for _, y in pairs),
        "both": sum(x * y for x, y in pairs),
    }


def test_a_question_that_only_the_good_ones_get_right_discriminates_perfectly():
    assert item_figures.point_biserial(**sums([(1, 1.0)] * 5 + [(0, 0.0)] * 5)) == pytest.approx(1)


def test_a_question_that_only_the_weak_ones_get_right_discriminates_backwards():
    assert item_figures.point_biserial(**sums([(0, 1.0)] * 5 + [(1, 0.0)] * 5)) == pytest.approx(-1)


def test_the_correlation_is_that_of_the_textbook():
    pairs = [(1, 0.9), (1, 0.8), (1, 0.7), (1, 0.4), (0, 0.6), (0, 0.5), (0, 0.3), (0, 0.2), (1, 0.6), (0, 0.1)]
    # Means 0.68 and 0.34 of the two halves, standard deviation of all 0.24678, root of p times q 0.5.
    assert item_figures.point_biserial(**sums(pairs)) == pytest.approx((0.68 - 0.34) / 0.24678 * 0.5, abs=0.0001)


def test_nine_people_are_too_few_for_a_correlation():
    assert item_figures.point_biserial(**sums([(1, 1.0)] * 5 + [(0, 0.0)] * 4)) is None


def test_a_question_that_everybody_gets_right_tells_nobody_apart():
    assert item_figures.point_biserial(**sums([(1, number / 10) for number in range(10)])) is None


def test_the_groups_of_27_percent_are_compared_by_their_shares():
    assert item_figures.group_size(100) == 27
    assert item_figures.upper_lower(people=100, upper_right=27, lower_right=0) == 1
    assert item_figures.upper_lower(people=20, upper_right=4, lower_right=3) == pytest.approx(0.2)


def test_groups_of_fewer_than_five_are_not_compared():
    assert item_figures.group_size(item_figures.FEWEST_FOR_GROUPS) == 5
    assert item_figures.upper_lower(people=18, upper_right=5, lower_right=0) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:01:02.5", 62.5), ("PT1M2.5S", 62.5), ("P1DT1S", 86401), ("0000:00:07", 7), ("P", None), ("soon", None)],
)
def test_latencies_of_both_standards_are_seconds(text, seconds):
    assert item_figures.latency(text) == seconds


@pytest.mark.parametrize(
    ("values", "median"),
    [([(3, 1), (1, 1), (2, 1)], 2), ([(1, 1), (4, 1)], 2.5), ([(1, 5), (9, 1)], 1), ([(1, 2), (9, 2)], 5), ([], None)],
)
def test_the_median_counts_each_value_as_often_as_it_came(values, median):
    assert item_figures.weighted_median(values) == median


@pytest.mark.parametrize(
    ("kind", "response", "text"),
    [
        ("true-false", "true", "stimmt"),
        ("true-false", "f", "stimmt nicht"),
        ("choice", "a,c", "a, c"),
        ("choice", "{a,c}", "a, c"),
        ("choice", "a[,]c", "a, c"),
        ("choice", "urn:scormdriver:Nein%2C%20nie", "Nein, nie"),
        ("choice", "Ja_immer", "Ja immer"),
        ("matching", "{1.a,2.b}", "1 → a, 2 → b"),
        ("matching", "eins[.]a[,]zwei[.]b", "eins → a, zwei → b"),
        ("sequencing", "b[,]a", "b, a"),
        ("fill-in", "{case_matters=false}{lang=de}Vielfalt, gelebt", "Vielfalt, gelebt"),
        ("long-fill-in", "Ein_Satz, der bleibt", "Ein_Satz, der bleibt"),
        ("numeric", "3[:]5", "3 – 5"),
        ("", "weiß nicht", "weiß nicht"),
    ],
)
def test_answers_are_read_as_people_write(kind, response, text):
    with override("de"):
        assert answer_words.readable(kind, response) == text
