"""Questionnaires, and rounds that people answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import factory

from surveys.actions import answering, rounds
from surveys.models import Part, Question, QuestionKind, Questionnaire, Round, Survey
from surveys.models.survey import AskedQuestion
from tests.factories.accounts import ProviderFactory, UserFactory

OPENS_ON, CLOSES_ON = date(2026, 3, 2), date(2026, 3, 15)
WHILE_OPEN = datetime(2026, 3, 3, 9, tzinfo=UTC)
AFTERWARDS = datetime(2026, 3, 16, 3, tzinfo=UTC)

LEARNT, SAID, WORDS = "learnt", "said", "words"  # keys of the questions below
ASKED = (
    AskedQuestion(LEARNT, QuestionKind.AGREEMENT, Part.LEARNING, {"de": "Ich kann drei Merkmale nennen."}),
    AskedQuestion(
        SAID,
        QuestionKind.AGREEMENT,
        Part.LEARNING,
        {"de": "Ich spreche Abwertung im Team an.", "en": "I speak up in my team."},
    ),
    AskedQuestion(WORDS, QuestionKind.TEXT, Part.REACTION, {"de": "Was hat gefehlt?"}),
)


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Questionnaire

    provider = factory.SubFactory(ProviderFactory)
    title = "Vielfalt verstehen"


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    sort_order = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"Ich kann {n} Dinge nennen.")
    is_asked_before = True


def open_survey(*, round_: Round = Round.BEFORE, context_key: UUID | None = None, provider=None, **values) -> Survey:
    """Return a round that is open at WHILE_OPEN."""
    return rounds.open_round(
        **{
            "provider": provider or ProviderFactory(),
            "context_key": context_key or uuid4(),
            "round_": round_,
            "title": "Vielfalt verstehen",
            "questions": ASKED,
            "opens_on": OPENS_ON,
            "closes_on": CLOSES_ON,
            "by": None,
            "at": WHILE_OPEN,
            **values,
        }
    )


def answer(survey: Survey, answers: Mapping[str, int], *, code: str = "", text: str = "", user=None):
    """Let somebody answer; return who."""
    user = user or UserFactory()
    ticket = answering.ticket(survey=survey, user=user, at=WHILE_OPEN)
    answering.hand_in(ticket=ticket, answers=answers, texts={WORDS: text} if text else {}, code=code, at=WHILE_OPEN)
    return user


def closed_survey(learnt: list[int], *, codes: list[str] | None = None, **values) -> Survey:
    """Return a closed round in which so many people answered the first question."""
    survey = open_survey(**values)
    for position, value in enumerate(learnt):
        answer(survey, {LEARNT: value}, code=codes[position] if codes else "")
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    survey.refresh_from_db()
    return survey
