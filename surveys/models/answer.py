# messages: back office
from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.survey import Survey


class AnswerSheet(models.Model):
    """
    What somebody answered. It knows no person, no ticket, no time and no order: its key is random.

    When its survey is closed all sheets are written anew in an order drawn by lot, so that not even the order on the
    disk tells who came when. `link` joins the rounds of one person by a code that only they can make.
    """

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sheets")
    link = models.CharField(max_length=64, blank=True)  # digest of the self-made code; "" without one
    answers = models.JSONField()  # question key -> 1..5

    class DataCard:
        purpose = "Holds answers until they are counted, and joins two rounds of one person without knowing whose."
        personal: dict[str, str] = {}
        retention = "removed when the last round is counted, or SURVEY_SHEET_DAYS after the last day of its survey"
        provider = "survey__provider"

    def __str__(self) -> str:
        return str(self.key)


class FreeText(models.Model):
    """
    What somebody wrote, apart from what they ticked. Nobody reads it before the survey is closed, and nobody at all
    when fewer than five people answered; then a trainer looks whether it names anyone.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("noch nicht gelesen")
        SHOWN = "shown", _("freigegeben")
        WITHHELD = "withheld", _("zurückgehalten")

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="texts")
    question_key = models.CharField(max_length=20)
    body = models.TextField(blank=True, max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)

    class DataCard:
        purpose = "Says in people's own words what helped and what hindered."
        personal = {"body": "may name people; therefore read and mended before anybody else sees it"}
        retention = "deleted unread with fewer than five answers; withheld ones at once; else SURVEY_TEXT_DAYS"
        provider = "survey__provider"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="withheld") | models.Q(body=""), name="withheld_text_is_gone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
