"""Everybody answers once, and what they answer knows nobody."""

from datetime import UTC, datetime

import pytest

from privacy.models import AuditEntry
from surveys.actions import answering, rounds
from surveys.models import AnswerSheet, FreeText, Survey, SurveyToken
from surveys.rules import cleaned_code
from tests.factories.accounts import UserFactory
from tests.factories.surveys import AFTERWARDS, LEARNT, SAID, WHILE_OPEN, WORDS, answer, open_survey

pytestmark = pytest.mark.django_db

BEFORE_IT_OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)


def hand_in(ticket, **values):
    return answering.hand_in(**{"ticket": ticket, "answers": {}, "texts": {}, "code": "", "at": WHILE_OPEN, **values})


def test_what_is_handed_in_stands_on_a_sheet_that_knows_nobody():
    survey = open_survey()

    answer(survey, {LEARNT: 4, SAID: 2}, text="Mehr Zeit.")

    sheet = AnswerSheet.objects.get()
    assert (sheet.survey, sheet.answers, sheet.link) == (survey, {LEARNT: 4, SAID: 2}, "")
    assert list(FreeText.objects.values_list("question_key", "body", "state")) == [(WORDS, "Mehr Zeit.", "received")]
    fields = {field.name for model in (AnswerSheet, FreeText) for field in model._meta.get_fields()}
    assert fields == {"key", "survey", "link", "answers", "question_key", "body", "state"}


def test_answering_leaves_no_audit_row():
    survey = open_survey()
    AuditEntry.objects.all().delete()

    answer(survey, {LEARNT: 4})

    assert not AuditEntry.objects.exists()


def test_nobody_answers_twice():
    survey = open_survey()
    user = answer(survey, {LEARNT: 4})

    with pytest.raises(answering.AlreadyAnswered):
        answering.ticket(survey=survey, user=user, at=WHILE_OPEN)


def test_a_ticket_works_once():
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)
    hand_in(ticket, answers={LEARNT: 4})

    with pytest.raises(answering.TicketIsSpent):
        hand_in(ticket, answers={LEARNT: 1})

    assert AnswerSheet.objects.count() == 1


def test_a_new_ticket_takes_the_place_of_the_old_one():
    survey, user = open_survey(), UserFactory()
    old = answering.ticket(survey=survey, user=user, at=WHILE_OPEN)
    new = answering.ticket(survey=survey, user=user, at=WHILE_OPEN)

    with pytest.raises(answering.TicketIsSpent):
        hand_in(old)
    hand_in(new)

    assert SurveyToken.objects.get().is_spent


def test_the_ticket_is_stored_only_as_a_digest_and_not_at_all_once_it_is_spent():
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)
    stored = SurveyToken.objects.get().digest

    hand_in(ticket)

    assert stored is not None
    assert ticket not in stored
    assert SurveyToken.objects.get().digest is None


def test_a_ticket_still_works_after_the_key_ring_got_a_new_key(settings):
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)
    settings.KEY_RING = ["a-newer-key-of-the-ring-that-signs-from-now-on", *settings.KEY_RING]

    hand_in(ticket)

    assert AnswerSheet.objects.count() == 1


def test_who_stays_away_is_not_asked_again_and_leaves_no_sheet():
    survey, user = open_survey(), UserFactory()
    answering.stay_away(ticket=answering.ticket(survey=survey, user=user, at=WHILE_OPEN), at=WHILE_OPEN)

    with pytest.raises(answering.AlreadyAnswered):
        answering.ticket(survey=survey, user=user, at=WHILE_OPEN)

    assert not AnswerSheet.objects.exists()


def test_handing_in_says_who_has_answered_so_that_their_unit_is_done():
    survey, user = open_survey(), UserFactory()

    told = hand_in(answering.ticket(survey=survey, user=user, at=WHILE_OPEN), answers={LEARNT: 3})

    assert told == (survey, user)


def test_everything_may_be_left_out():
    survey = open_survey()

    hand_in(answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN), texts={WORDS: "  "})

    assert (AnswerSheet.objects.get().answers, FreeText.objects.count()) == ({}, 0)


@pytest.mark.parametrize(
    "answers", [{LEARNT: 0}, {LEARNT: 6}, {WORDS: 3}, {"unknown": 3}], ids=["below", "above", "text", "unknown"]
)
def test_an_answer_that_the_page_cannot_have_offered_is_refused_and_the_ticket_stays(answers):
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)

    with pytest.raises(answering.NotOnTheScale):
        hand_in(ticket, answers=answers)

    assert (AnswerSheet.objects.count(), SurveyToken.objects.get().is_spent) == (0, False)


@pytest.mark.parametrize("code", ["a", "a99b", "1205", "a00b", "ab", "a1b"])
def test_a_code_that_is_none_is_refused_and_the_ticket_stays(code):
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)

    with pytest.raises(ValueError, match="two digits"):
        hand_in(ticket, code=code)

    assert not SurveyToken.objects.get().is_spent


def test_digits_of_another_script_make_the_same_code():
    assert cleaned_code("م١٢د") == cleaned_code("م 12 د")


def test_the_code_is_kept_as_a_digest_that_differs_between_contexts():
    first, second = open_survey(), open_survey()

    answer(first, {LEARNT: 4}, code="A12m")
    answer(second, {LEARNT: 4}, code="a 12 M")

    links = set(AnswerSheet.objects.values_list("link", flat=True))
    assert len(links) == 2
    assert all(len(link) == 64 for link in links)


@pytest.mark.parametrize("at", [BEFORE_IT_OPENS, AFTERWARDS])
def test_a_round_is_open_on_its_days_only(at):
    survey = open_survey()

    with pytest.raises(answering.RoundIsNotOpen):
        answering.ticket(survey=survey, user=UserFactory(), at=at)


def test_a_closed_round_takes_nothing_even_with_a_ticket_of_before():
    survey = open_survey()
    ticket = answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN)
    rounds.close(survey=survey, by=None, at=WHILE_OPEN)

    with pytest.raises(answering.TicketIsSpent):  # nothing is left that could be recognised
        hand_in(ticket)


def test_a_round_keeps_the_words_it_began_with():
    survey = open_survey()

    assert [question.words("en") for question in Survey.objects.get(pk=survey.pk).asked][:2] == [
        ("Ich kann drei Merkmale nennen.", "de"),
        ("I speak up in my team.", "en"),
    ]
