# messages: back office
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.models import Provider
from privacy.public_ids import PublicIdField

LOWEST, HIGHEST = 1, 5  # of the scale of agreement


class Round(models.TextChoices):
    """When people are asked: T0, T1 and T2 of DOMAIN 5b."""

    BEFORE = "before", _("vor dem Training (T0)")
    END = "end", _("am Ende (T1)")
    LATER = "later", _("nach 8 bis 12 Wochen (T2)")


class QuestionKind(models.TextChoices):
    AGREEMENT = "agreement", _("Zustimmung von 1 bis 5")
    TEXT = "text", _("eigene Worte")


class Part(models.TextChoices):
    """What a question is about (the levels of Kirkpatrick, and the climate of the organisation)."""

    LEARNING = "learning", _("Lernen")
    REACTION = "reaction", _("Eindruck vom Training")
    TRANSFER = "transfer", _("Umsetzung im Alltag")
    CLIMATE = "climate", _("Klima in der Organisation")


class Questionnaire(ClusterableModel):  # type: ignore[misc]
    """The questions that a provider asks before, at the end of and after a training."""

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger"))
    title = models.CharField(_("Titel"), max_length=200)

    class DataCard:
        purpose = "Says what people are asked about a training."
        personal: dict[str, str] = {}
        retention = "deleted by the provider once no unit refers to it; rounds hold their own copy of the questions"
        provider = "provider"

    class Meta:
        verbose_name = _("Fragebogen")
        verbose_name_plural = _("Fragebögen")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a questionnaire; rounds that have begun keep the words they began with."""

    public_id = PublicIdField()
    questionnaire = ParentalKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"  # by this name the editor lets one move questions
    kind = models.CharField(_("Antwort"), max_length=10, choices=QuestionKind, default=QuestionKind.AGREEMENT)
    part = models.CharField(_("Worum es geht"), max_length=10, choices=Part, default=Part.LEARNING)
    text = models.CharField(
        _("Frage oder Aussage"),
        max_length=300,
        help_text=_(
            "Bei Zustimmung eine Aussage in der Ich-Form, zum Beispiel „Ich kann drei Merkmale nennen.“ Wer etwas "
            "anderes fragen will, legt eine neue Frage an: Ergebnisse derselben Frage werden zusammengezählt."
        ),
    )
    # language -> the same in that language; a language without it shows the German text.
    translations = models.JSONField(default=dict, blank=True)
    is_asked_before = models.BooleanField(_("vorher (T0)"), default=False)
    is_asked_at_end = models.BooleanField(_("am Ende (T1)"), default=False)
    is_asked_later = models.BooleanField(_("nach 8 bis 12 Wochen (T2)"), default=False)

    class DataCard:
        purpose = "One thing that people are asked about a training."
        personal: dict[str, str] = {}
        retention = "with its questionnaire"
        provider = "questionnaire__provider"

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering = ["sort_order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_asked_before=True) | Q(is_asked_at_end=True) | Q(is_asked_later=True),
                name="question_is_asked_some_time",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
        ]

    def __str__(self) -> str:
        return self.text
