"""Reports add up closed rounds; whichever two somebody lays side by side, they learn of no small group."""

from itertools import combinations
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy.small_numbers import Bound
from surveys.actions import rounds
from surveys.models import Round
from surveys.queries.results import report
from tests.factories.surveys import AFTERWARDS, LEARNT, SAID, answer, closed_survey, open_survey

pytestmark = pytest.mark.django_db


def test_a_report_tells_the_mean_of_each_round_and_the_change():
    context, codes = uuid4(), [f"a{day:02}b" for day in range(1, 8)]
    closed_survey([2] * 7, codes=codes, context_key=context)
    closed_survey([4] * 7, codes=codes, context_key=context, round_=Round.END)

    found = report([context], language="de")

    assert found.answers == {Round.BEFORE: 7, Round.END: 7}
    (item,) = found.items
    assert (item.text, item.language) == ("Ich kann drei Merkmale nennen.", "de")
    assert item.before is not None
    assert item.end is not None
    assert item.change_at_end is not None
    assert (item.before.value, item.end.value, item.change_at_end.value, item.later) == (2.0, 4.0, 2.0, None)


def test_a_round_with_four_answers_is_only_said_to_be_withheld():
    context = uuid4()
    closed_survey([2, 3, 4, 5], context_key=context)

    found = report([context], language="de")

    assert (found.answers, found.withheld, found.items) == ({}, 1, ())


def test_nothing_of_an_open_round_is_told():
    survey = open_survey()
    for _ in range(6):
        answer(survey, {LEARNT: 3})

    found = report([survey.context_key], language="de")

    assert (found.answers, found.open, found.withheld, found.items) == ({}, 1, 0, ())


def test_where_everybody_agreed_the_report_says_at_least():
    context = uuid4()
    closed_survey([5] * 6, context_key=context)

    mean = report([context], language="de").items[0].before

    assert mean is not None
    assert (mean.value, mean.bound) == (4.6, Bound.AT_LEAST)


def test_two_reports_never_differ_by_a_group_of_four():
    contexts = {uuid4(): size for size in (7, 4, 5, 1, 9)}
    for context, size in contexts.items():
        closed_survey([3] * size, context_key=context)
    reports = {}
    for length in range(len(contexts) + 1):
        for chosen in combinations(contexts, length):
            items = report(chosen, language="de").items
            reports[frozenset(chosen)] = items[0].before.count if items else 0

    assert max(reports.values()) == 21
    for chosen, count in reports.items():
        assert count == sum(contexts[context] for context in chosen if contexts[context] >= 5)


def test_the_difference_of_two_reports_does_not_show_that_a_group_agreed_in_everything():
    agreed, mixed = uuid4(), uuid4()
    closed_survey([5] * 5, context_key=agreed)
    closed_survey([3, 3, 4, 4, 4], context_key=mixed)

    both = report([agreed, mixed], language="de").items[0].before
    one = report([mixed], language="de").items[0].before

    assert both is not None
    assert one is not None
    assert both.value * both.count - one.value * one.count < 5 * 5


def test_a_question_is_told_in_the_reader_s_language_if_it_has_it():
    context = uuid4()
    survey = open_survey(context_key=context)
    for _ in range(5):
        answer(survey, {SAID: 3})
    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert [(item.text, item.language) for item in report([context], language="en").items] == [
        ("I speak up in my team.", "en")
    ]


@pytest.mark.parametrize("size", [1, 3])
def test_a_report_asks_three_queries_however_many_contexts(size):
    contexts = [uuid4() for _ in range(size)]
    for context in contexts:
        closed_survey([3] * 5, context_key=context)

    with CaptureQueriesContext(connection) as asked:
        report(contexts, language="de")

    assert len(asked) == 3
