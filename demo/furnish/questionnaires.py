"""The questionnaire of a provider that gives Diversity trainings, written as its trainer would."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Provider, User
from demo.content.questions import QUESTIONS, TITLE
from surveys.actions.questionnaires import QuestionText, write_questionnaire
from surveys.models import Part, QuestionKind, Questionnaire, Round


def of(provider: Provider, *, by: User, at: datetime) -> Questionnaire:
    """Return the provider's questionnaire, written if it was missing."""
    known: Questionnaire | None = Questionnaire.objects.filter(provider=provider, title=TITLE).first()
    if known is not None:
        return known
    questions = [
        QuestionText(
            text=asked.de,
            part=Part(asked.part),
            rounds=[Round(when) for when in asked.rounds],
            kind=QuestionKind.TEXT if asked.is_text else QuestionKind.AGREEMENT,
            translations={"en": asked.en, "ar": asked.ar},
        )
        for asked in QUESTIONS
    ]
    return write_questionnaire(provider=provider, title=TITLE, questions=questions, by=by, at=at)
