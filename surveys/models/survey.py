from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField
from surveys.models.questionnaire import Part, QuestionKind, Round

SOURCE = "de"
SMALLEST = 5  # the database itself refuses figures about fewer people; settings may ask for more


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as a round asks it, in every language it has."""

    key: str  # the question's public id
    kind: QuestionKind
    part: Part
    texts: dict[str, str]  # by language; the source is always there

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> AskedQuestion:
        """Return what `to_json` wrote."""
        return cls(
            key=value["key"], kind=QuestionKind(value["kind"]), part=Part(value["part"]), texts=dict(value["texts"])
        )

    def to_json(self) -> dict[str, Any]:
        """Return the question for a JSON column."""
        return asdict(self)

    def words(self, language: str) -> tuple[str, str]:
        """Return the text and the language it is in: the one asked for, else the source."""
        found = self.texts.get(language)
        return (found, language) if found else (self.texts[SOURCE], SOURCE)


class Survey(models.Model):
    """
    One round of questions for the people of one context, such as a run; asked from one day to another.

    Nothing of what they answer is shown before it is closed, and then only what is true of at least five people
    (`ItemResult`). Days only: a time would say who it was.
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="surveys")
    context_key = models.UUIDField()  # opaque: what the people have in common
    round = models.CharField(_("Runde"), max_length=10, choices=Round)
    title = models.CharField(max_length=200)  # of what it is about, for whoever answers
    questions = models.JSONField()  # [AskedQuestion], frozen when it begins
    opens_on = models.DateField(_("ab"))
    closes_on = models.DateField(_("bis"))  # the last day
    closed_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    # How many answered, if they were enough to be told; set when it is closed.
    answers_count: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(
        null=True, blank=True
    )

    class DataCard:
        purpose = "Asks the people of a training what they think of it and what it changed."
        personal: dict[str, str] = {}
        retention = "stays with its results, which are about at least five people each"
        provider = "provider"

    class Meta:
        verbose_name = _("Befragung")
        verbose_name_plural = _("Befragungen")
        ordering = ["opens_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["context_key", "round"], name="one_survey_per_context_and_round"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(answers_count__isnull=True) | Q(answers_count__gte=SMALLEST, closed_on__isnull=False),
                name="survey_tells_no_small_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_round_display()}"

    @property
    def asked(self) -> list[AskedQuestion]:
        """The questions in their order."""
        return [AskedQuestion.from_json(question) for question in self.questions]

    def is_open(self, today: date) -> bool:
        """Whether one may answer on that day."""
        return self.closed_on is None and self.opens_on <= today <= self.closes_on


class SurveyToken(models.Model):
    """
    That somebody may answer once, kept apart from what is answered; removed when the survey is closed.

    `digest` belongs to the ticket with which the page for answers was last opened. What is handed in goes into a sheet
    that knows neither the ticket nor the person.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="survey_tokens")
    digest: models.CharField[str | None, str | None] = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )
    is_spent = models.BooleanField(default=False)

    class DataCard:
        purpose = "Lets everybody answer once, whatever they answer."
        personal = {"user": "who may answer", "is_spent": "that they answered or did not want to"}
        retention = "removed when the survey is closed"
        provider = "survey__provider"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "user"], name="one_token_per_person_and_survey"),
            models.CheckConstraint(
                condition=Q(is_spent=False) | Q(digest__isnull=True), name="spent_token_opens_nothing"
            ),
        ]

    def __str__(self) -> str:
        return str(self.survey_id)
