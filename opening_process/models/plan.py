# messages: back office
from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from diversity_training.models import TrainingRequest
from opening_process.models.audit_item import Level
from opening_process.models.cycle import Cycle
from privacy.public_ids import PublicIdField


class Goal(models.Model):
    """What an employer wants to have reached, and how it will know."""

    public_id = PublicIdField()
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="goals")
    level = models.CharField(_("Ebene"), max_length=12, choices=Level)
    text = models.CharField(_("Was wollen Sie erreichen?"), max_length=300)
    indicator = models.CharField(_("Woran messen Sie es?"), max_length=300)
    baseline = models.CharField(_("Wie ist es heute?"), max_length=200, blank=True)
    target = models.CharField(_("Was soll es werden?"), max_length=200)
    due_on = models.DateField(_("Bis wann?"))
    version = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Says what an employer wants to reach and by what it measures that."
        personal: dict[str, str] = {}
        retention = "goes with its process"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(indicator="") & ~Q(target=""), name="goal_can_be_measured"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Measure(models.Model):
    """
    What somebody does by a day so that a goal is reached.

    Its owner is a function in words, or one of the employer's HR people, whom the platform can remind.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        RUNNING = "running", _("läuft")
        DONE = "done", _("erledigt")
        DROPPED = "dropped", pgettext_lazy("measure", "aufgegeben")

    public_id = PublicIdField()
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="measures")
    text = models.CharField(_("Was wird getan?"), max_length=300)
    owner_role = models.CharField(_("Wer ist verantwortlich?"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="opening_measures"
    )
    due_on = models.DateField(_("Bis wann?"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PLANNED)
    training = models.ForeignKey(
        TrainingRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="opening_measures"
    )  # of the same employer
    # For which due day its owner was reminded; set with the letter, so that it goes out once.
    reminded_for: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Says who does what by when, and lets the platform remind them."
        personal = {"owner": "which HR person is responsible", "owner_role": "which function is responsible"}
        retention = "goes with its process; the person becomes a function when the account is erased"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="measure_says_what"),
            models.CheckConstraint(
                condition=(Q(owner__isnull=True) & ~Q(owner_role="")) | (Q(owner__isnull=False) & Q(owner_role="")),
                name="measure_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "running", "done", "dropped"]), name="measure_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN_STATES


OPEN_STATES = (Measure.State.PLANNED, Measure.State.RUNNING)
