from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.models.survey import SMALLEST, Survey


class ItemResult(models.Model):
    """
    The answers to one question of a closed survey, added up. Written once; the database refuses fewer than five.

    Every report is a sum of such rows and of nothing else, so whatever two reports differ by is a sum of them too.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="results")
    question_key = models.CharField(max_length=20)
    count = models.PositiveIntegerField()  # people who answered this question
    total = models.PositiveIntegerField()  # of their answers, each from 1 to 5, away from both ends (surveys.rules)

    class DataCard:
        purpose = "Says how a group of at least five people answered a question."
        personal: dict[str, str] = {}
        retention = "stays"
        provider = "survey__provider"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "question_key"], name="one_result_per_survey_and_question"),
            models.CheckConstraint(condition=Q(count__gte=SMALLEST), name="result_of_a_group"),
            models.CheckConstraint(
                condition=Q(total__gt=F("count") * LOWEST, total__lt=F("count") * HIGHEST),
                name="result_away_from_the_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.question_key}"


class ItemChange(models.Model):
    """
    How far the answers of the same people moved since the first round, added up; of at least five people.

    Only the change is kept, never the sums it comes from: two rounds may be joined by different people, and the
    difference between their first answers would be about those few.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="changes")  # the later round
    question_key = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    total = models.IntegerField()  # later answers minus first answers

    class DataCard:
        purpose = "Says whether a training changed what at least five people think or do."
        personal: dict[str, str] = {}
        retention = "stays"
        provider = "survey__provider"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "question_key"], name="one_change_per_survey_and_question"),
            models.CheckConstraint(condition=Q(count__gte=SMALLEST), name="change_of_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.question_key}"
