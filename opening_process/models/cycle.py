# messages: back office
from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opening_process.models.process import OpeningProcess


class Phase(models.IntegerChoices):
    """The six phases of a cycle, in their order."""

    MANDATE = 1, _("Auftrag und Steuerungsgruppe")
    AUDIT = 2, _("Bestandsaufnahme")
    GOALS = 3, _("Ziele")
    PLAN = 4, _("Maßnahmenplan")
    IMPLEMENTATION = 5, _("Umsetzung")
    REVIEW = 6, _("Review")


class ReviewAfter(models.IntegerChoices):
    """After how many months a cycle looks back."""

    SIX = 6, _("nach 6 Monaten")
    TWELVE = 12, _("nach 12 Monaten")


class Cycle(models.Model):
    """One round of an opening process; the last one is open, those before it are only read."""

    process = models.ForeignKey(OpeningProcess, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    phase = models.PositiveSmallIntegerField(choices=Phase, default=Phase.MANDATE)
    mandate = models.TextField(_("Auftrag"), blank=True, max_length=2000)
    sponsor = models.CharField(_("Wer gibt den Auftrag?"), blank=True, max_length=200)
    steering_group = models.TextField(_("Wer gehört zur Steuerungsgruppe?"), blank=True, max_length=2000)
    review_after = models.PositiveSmallIntegerField(
        _("Wann blicken Sie zurück?"), choices=ReviewAfter, default=ReviewAfter.TWELVE
    )  # months after the work on the measures begins
    began_on = models.DateField()
    review_due_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    # For which due day HR was reminded; set with the letter, so that it goes out once.
    review_reminded_for: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    closed_on: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of what people write into it, so that nobody's edit is lost

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Holds who wants the opening, who steers it, and how far a round has come."
        personal = {
            "sponsor": "may name who gave the mandate",
            "steering_group": "may name who steers; the form asks for functions instead",
        }
        retention = "goes with its process"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="one_cycle_per_number"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(closed_on__isnull=True), name="one_open_cycle_per_process"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="cycles_count_from_one"),
            models.CheckConstraint(condition=Q(phase__range=(1, 6)), name="cycle_is_in_a_known_phase"),
            models.CheckConstraint(condition=Q(review_after__in=ReviewAfter.values), name="cycle_looks_back_in_time"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("began_on")), name="cycle_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id}/{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether anything may still be written here."""
        return self.closed_on is None

    @property
    def has_mandate(self) -> bool:
        """Whether somebody at the top stands behind it, and somebody steers."""
        return bool(self.mandate and self.sponsor and self.steering_group)
