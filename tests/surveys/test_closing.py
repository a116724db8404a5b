"""A closed round is added up where at least five people answered; everything that could tell who is gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from privacy.models import AuditEntry
from surveys import rules
from surveys.actions import retention, rounds, texts
from surveys.models import AnswerSheet, FreeText, ItemChange, ItemResult, Round, Survey, SurveyToken
from surveys.queries.questions import questions_of
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    AFTERWARDS,
    ASKED,
    CLOSES_ON,
    LEARNT,
    OPENS_ON,
    SAID,
    WHILE_OPEN,
    QuestionFactory,
    QuestionnaireFactory,
    answer,
    closed_survey,
    open_survey,
)

pytestmark = pytest.mark.django_db

CODES = [f"a{day:02}b" for day in range(1, 29)]


def test_five_answers_are_added_up():
    survey = closed_survey([1, 2, 3, 4, 5])

    assert list(ItemResult.objects.values_list("survey", "question_key", "count", "total")) == [
        (survey.pk, LEARNT, 5, 15)
    ]
    assert survey.answers_count == 5


def test_four_answers_are_not_and_not_even_their_number_is_kept():
    survey = closed_survey([1, 2, 3, 4])

    assert (survey.answers_count, ItemResult.objects.count()) == (None, 0)


def test_a_question_that_four_of_seven_answered_is_not_added_up():
    survey = open_survey()
    for number in range(7):
        answer(survey, {LEARNT: 3, **({SAID: 4} if number < 4 else {})})
    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert list(ItemResult.objects.values_list("question_key", "count")) == [(LEARNT, 7)]


def test_where_all_agree_the_sum_does_not_say_so():
    closed_survey([5, 5, 5, 5, 5])

    assert ItemResult.objects.get().total == 24


def test_the_database_refuses_a_result_about_four_people():
    survey = closed_survey([3] * 5)

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemResult.objects.create(survey=survey, question_key=SAID, count=4, total=12)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemChange.objects.create(survey=survey, question_key=SAID, count=4, total=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(answers_count=4)


def test_nobody_knows_any_more_who_answered():
    survey = open_survey()
    answer(survey, {LEARNT: 4})

    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert not SurveyToken.objects.exists()


def test_sheets_and_texts_get_new_keys_so_that_nothing_noted_before_leads_to_them():
    survey = open_survey()
    for number in range(6):
        answer(survey, {LEARNT: 1 + number % 5}, text=f"Wort {number}")
    sheets = dict(AnswerSheet.objects.values_list("key", "answers"))
    written = set(FreeText.objects.values_list("key", flat=True))

    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    after = dict(AnswerSheet.objects.values_list("key", "answers"))
    assert sorted(map(str, after.values())) == sorted(map(str, sheets.values()))
    assert not after.keys() & sheets.keys()
    assert FreeText.objects.count() == 6
    assert not set(FreeText.objects.values_list("key", flat=True)) & written


def test_the_order_of_the_sheets_is_drawn_by_lot(monkeypatch):
    drawn = []
    monkeypatch.setattr(rounds.SystemRandom, "shuffle", lambda self, rows: (drawn.append(len(rows)), rows.reverse()))
    survey = open_survey()
    for number in range(5):
        answer(survey, {LEARNT: 1 + number})

    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert drawn == [5, 0]


def test_what_four_people_wrote_goes_unread():
    survey = open_survey()
    for number in range(4):
        answer(survey, {LEARNT: 4}, text=f"Wort {number}")

    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert not FreeText.objects.exists()


def test_closing_twice_counts_once():
    survey = closed_survey([3] * 5)

    rounds.close(survey=survey, by=None, at=AFTERWARDS)

    assert ItemResult.objects.count() == 1
    assert AuditEntry.objects.filter(action="surveys.closed").count() == 1


def test_rounds_close_by_themselves_after_their_last_day():
    due, open_ = open_survey(), open_survey(closes_on=CLOSES_ON + timedelta(days=1))

    assert rounds.close_due(at=AFTERWARDS) == 1

    due.refresh_from_db()
    open_.refresh_from_db()
    assert (str(due.closed_on), open_.closed_on) == ("2026-03-16", None)


def test_changes_are_added_up_for_those_who_are_found_in_both_rounds():
    context = uuid4()
    closed_survey([2] * 7, codes=CODES[:7], context_key=context)
    survey = closed_survey([4] * 6 + [3], codes=CODES[:7], context_key=context, round_=Round.END)

    assert list(ItemChange.objects.values_list("survey", "question_key", "count", "total")) == [
        (survey.pk, LEARNT, 7, 13)
    ]


def test_no_change_is_told_where_two_people_could_not_be_joined():
    context = uuid4()
    closed_survey([2] * 7, codes=CODES[:7], context_key=context)
    closed_survey([4] * 7, codes=[*CODES[:5], "", ""], context_key=context, round_=Round.END)

    assert not ItemChange.objects.exists()


def test_a_code_that_two_people_made_joins_nobody():
    same = [("a01b", {LEARNT: 2}), ("a01b", {LEARNT: 3}), ("a02b", {LEARNT: 4})]

    assert rules.pairs(same, [("a01b", {LEARNT: 5}), ("a02b", {LEARNT: 5})]) == [({LEARNT: 4}, {LEARNT: 5})]


def test_people_without_a_code_are_never_joined():
    assert rules.pairs([("", {LEARNT: 2})], [("", {LEARNT: 5})]) == []


def test_after_the_last_round_no_sheet_is_left():
    context = uuid4()
    other = closed_survey([2] * 5)
    for round_ in (Round.BEFORE, Round.END, Round.LATER):
        closed_survey([3] * 5, codes=CODES[:5], context_key=context, round_=round_)

    assert set(AnswerSheet.objects.values_list("survey", flat=True)) == {other.pk}


def test_sheets_go_after_their_time_even_if_no_last_round_comes(settings):
    survey = closed_survey([3] * 5)
    at = AFTERWARDS + timedelta(days=settings.SURVEY_SHEET_DAYS)

    assert retention.remove_old_sheets(at=at) == 0
    assert retention.remove_old_sheets(at=at + timedelta(days=1)) == 5
    assert survey.results.count() == 1


def test_a_text_is_shown_in_the_words_the_trainer_leaves():
    survey = open_survey()
    for number in range(5):
        answer(survey, {LEARNT: 4}, text="Frau Meier hat nie Zeit." if number == 0 else "")
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    text, trainer = FreeText.objects.get(), UserFactory()

    texts.show(text=text, body="Meine Vorgesetzte hat nie Zeit.", by=trainer, at=AFTERWARDS)

    text.refresh_from_db()
    assert (text.state, text.body) == ("shown", "Meine Vorgesetzte hat nie Zeit.")
    entry = AuditEntry.objects.get(action="surveys.text_shown")
    assert "Zeit" not in str(entry.details)


def test_a_withheld_text_is_gone_and_stays_gone():
    survey = open_survey()
    for number in range(5):
        answer(survey, {LEARNT: 4}, text="Name" if number == 0 else "")
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    text, trainer = FreeText.objects.get(), UserFactory()

    texts.withhold(text=text, by=trainer, at=AFTERWARDS)

    text.refresh_from_db()
    assert (text.state, text.body) == ("withheld", "")
    with pytest.raises(texts.AlreadyWithheld):
        texts.show(text=text, body="Name", by=trainer, at=AFTERWARDS)


def test_nobody_reads_a_text_of_an_open_round():
    answer(open_survey(), {LEARNT: 4}, text="Wort")

    with pytest.raises(texts.NotYetReadable):
        texts.show(text=FreeText.objects.get(), body="Wort", by=UserFactory(), at=WHILE_OPEN)


def test_a_round_asks_what_its_questionnaire_says_in_every_language():
    questionnaire = QuestionnaireFactory()
    QuestionFactory(questionnaire=questionnaire, text="Vorher", translations={"en": "Before", "ar": ""})
    QuestionFactory(questionnaire=questionnaire, text="Am Ende", is_asked_before=False, is_asked_at_end=True)

    found = questions_of(questionnaire, Round.BEFORE)

    assert [question.texts for question in found] == [{"de": "Vorher", "en": "Before"}]


def test_a_round_without_questions_does_not_begin():
    with pytest.raises(rounds.NothingToAsk):
        open_survey(questions=[])


def test_beginning_a_round_twice_is_one_round_with_one_audit_row():
    context = uuid4()
    first = open_survey(context_key=context)

    assert open_survey(context_key=context, provider=first.provider, questions=ASKED[:1]) == first
    assert AuditEntry.objects.filter(action="surveys.opened").count() == 1


def test_a_round_moves_with_its_training_until_it_is_closed():
    survey = open_survey()
    later = {"opens_on": OPENS_ON + timedelta(days=7), "closes_on": CLOSES_ON + timedelta(days=7)}

    rounds.move(survey=survey, **later, by=None, at=WHILE_OPEN)
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    rounds.move(survey=survey, opens_on=OPENS_ON, closes_on=CLOSES_ON, by=None, at=AFTERWARDS)

    survey.refresh_from_db()
    assert (survey.opens_on, survey.closes_on) == (later["opens_on"], later["closes_on"])


SHEETS = st.lists(st.tuples(st.sampled_from(["", *CODES[:9]]), st.integers(1, 5)), max_size=14)


@given(SHEETS, SHEETS)
def test_a_change_never_leaves_a_small_rest_in_either_round(first, later):
    before = [(code, {LEARNT: value}) for code, value in first]
    after = [(code, {LEARNT: value}) for code, value in later]
    rounds_ = [[answers for _, answers in sheets] for sheets in (before, after)]
    found = rules.changes(
        rules.pairs(before, after),
        first=rounds_[0],
        later=rounds_[1],
        keys=[LEARNT],
        stored=tuple(rules.added_up(one, [LEARNT], smallest=5, blur=lambda: 0) for one in rounds_),
        smallest=5,
        blur=lambda: 0,
    )

    for count, _ in found.values():
        assert count >= 5
        assert all(len(sheets) - count == 0 or len(sheets) - count >= 5 for sheets in (first, later))
