from surveys.models.answer import AnswerSheet, FreeText
from surveys.models.questionnaire import Part, Question, QuestionKind, Questionnaire, Round
from surveys.models.result import ItemChange, ItemResult
from surveys.models.survey import Survey, SurveyToken

__all__ = [
    "AnswerSheet",
    "FreeText",
    "ItemChange",
    "ItemResult",
    "Part",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Round",
    "Survey",
    "SurveyToken",
]
