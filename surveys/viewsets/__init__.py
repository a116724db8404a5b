"""The back office of questionnaires and of what was answered."""

from surveys.viewsets.questionnaires import QuestionnaireViewSet

__all__ = ["QuestionnaireViewSet"]
