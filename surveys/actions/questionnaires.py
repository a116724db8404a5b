"""Questionnaires written without the editor, and what is noted of changes to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import Provider, User
from privacy import audit
from surveys.models import Part, Question, QuestionKind, Questionnaire, Round
from surveys.starters import QUESTIONS, TITLES, Starter


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question to be: its words in the source language and others, and in which rounds it is asked."""

    text: str
    part: Part
    rounds: Collection[Round]
    kind: QuestionKind = QuestionKind.AGREEMENT
    translations: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write_questionnaire(
    *, provider: Provider, title: str, questions: Iterable[QuestionText], by: User, at: datetime
) -> Questionnaire:
    """Keep a questionnaire with its questions in this order, as the editor would."""
    made: Questionnaire = Questionnaire.objects.create(provider=provider, title=title)
    Question.objects.bulk_create(
        Question(
            questionnaire=made,
            sort_order=number,
            kind=question.kind,
            part=question.part,
            text=question.text,
            translations=dict(question.translations),
            is_asked_before=Round.BEFORE in question.rounds,
            is_asked_at_end=Round.END in question.rounds,
            is_asked_later=Round.LATER in question.rounds,
        )
        for number, question in enumerate(questions)
    )
    note(act="created", questionnaire=made, by=by, at=at)
    return made


def note(*, act: str, questionnaire: Questionnaire, by: User, at: datetime) -> None:
    """Write the audit row of an editor's `act` (created, changed, deleted), in the transaction that stores it."""
    audit.record(f"surveys.questionnaire_{act}", subject=questionnaire, by=by, at=at, provider=questionnaire.provider)


def add_starter(*, provider: Provider, starter: Starter, by: User, at: datetime) -> Questionnaire:
    """Give the provider a copy of a starter questionnaire, with its translations; each time a new one."""
    questions = (
        QuestionText(
            text=question.de,
            part=question.part,
            rounds=question.rounds,
            kind=question.kind,
            translations={"en": question.en, "ar": question.ar},
        )
        for question in QUESTIONS[starter]
    )
    return write_questionnaire(provider=provider, title=TITLES[starter], questions=questions, by=by, at=at)
