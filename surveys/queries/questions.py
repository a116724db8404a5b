"""What a questionnaire asks."""

from __future__ import annotations

from surveys.models import Part, QuestionKind, Questionnaire, Round
from surveys.models.survey import SOURCE, AskedQuestion

_ASKED_IN = {Round.BEFORE: "is_asked_before", Round.END: "is_asked_at_end", Round.LATER: "is_asked_later"}


def questions_of(questionnaire: Questionnaire, round_: Round) -> list[AskedQuestion]:
    """Return what the questionnaire asks in a round, in its order."""
    rows = questionnaire.questions.filter(**{_ASKED_IN[round_]: True}).order_by("sort_order", "pk")
    return [
        AskedQuestion(
            key=row.public_id,
            kind=QuestionKind(row.kind),
            part=Part(row.part),
            texts={**{code: text for code, text in row.translations.items() if text}, SOURCE: row.text},
        )
        for row in rows
    ]
