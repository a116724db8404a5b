"""Two clicks at once are one answer, and who answers while a round is counted is counted or told."""

import pytest

from surveys.actions import answering, rounds
from surveys.models import AnswerSheet, ItemResult, SurveyToken
from tests.factories.accounts import UserFactory
from tests.factories.surveys import LEARNT, WHILE_OPEN, open_survey
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def handing_in(ticket):
    def hand_in():
        try:
            answering.hand_in(ticket=ticket, answers={LEARNT: 3}, texts={}, code="", at=WHILE_OPEN)
        except (answering.TicketIsSpent, answering.RoundIsNotOpen):
            return "told"
        return "kept"

    return hand_in


def test_a_ticket_that_is_sent_twice_at_once_is_one_sheet():
    ticket = answering.ticket(survey=open_survey(), user=UserFactory(), at=WHILE_OPEN)

    answers = at_once([handing_in(ticket), handing_in(ticket)])

    assert sorted(answers) == ["kept", "told"]
    assert AnswerSheet.objects.count() == 1


def test_two_tickets_asked_for_at_once_are_one_token():
    survey, user = open_survey(), UserFactory()

    tickets = at_once([lambda: answering.ticket(survey=survey, user=user, at=WHILE_OPEN)] * 2)

    assert SurveyToken.objects.count() == 1
    assert sorted(handing_in(ticket)() for ticket in tickets) == ["kept", "told"]


def test_who_answers_while_the_round_is_counted_is_counted_or_told():
    survey = open_survey()
    for _ in range(5):
        handing_in(answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN))()
    late = [answering.ticket(survey=survey, user=UserFactory(), at=WHILE_OPEN) for _ in range(6)]

    def close():
        rounds.close(survey=survey, by=None, at=WHILE_OPEN)
        return "closed"

    answers = at_once([*(handing_in(ticket) for ticket in late[:3]), close, *(handing_in(one) for one in late[3:])])

    kept = 5 + answers.count("kept")
    survey.refresh_from_db()
    assert (survey.answers_count, ItemResult.objects.get().count, AnswerSheet.objects.count()) == (kept, kept, kept)
    assert not SurveyToken.objects.exists()
