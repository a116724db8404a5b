# messages: back office
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opening_process.models.cycle import Cycle
from privacy.public_ids import PublicIdField


class Review(models.Model):
    """The look back at a cycle, and what follows from it; a cycle may have two, after 6 and after 12 months."""

    class Decision(models.TextChoices):
        GO_ON = "go_on", _("An den Maßnahmen weiterarbeiten und noch einmal zurückblicken")
        NEXT_CYCLE = "next_cycle", _("Den nächsten Zyklus beginnen")

    public_id = PublicIdField()
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="reviews")
    held_on = models.DateField(_("Wann haben Sie zurückgeblickt?"))
    result = models.TextField(_("Was haben Sie erreicht, was nicht?"), max_length=4000)
    decision = models.CharField(_("Wie geht es weiter?"), max_length=12, choices=Decision)

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Keeps what a steering group found at the end of a cycle, and what it decided."
        personal: dict[str, str] = {}
        retention = "goes with its process"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["held_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(decision="next_cycle"), name="a_cycle_is_followed_once"
            ),
            models.CheckConstraint(condition=Q(decision__in=["go_on", "next_cycle"]), name="review_decision_is_known"),
            models.CheckConstraint(condition=~Q(result=""), name="review_says_what_was_found"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
