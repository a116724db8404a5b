from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.models.unit_result import UnitResult


class Repair(models.Model):
    """What staff changed by hand about somebody's unit, and why; the learner reads it. One row each, never changed."""

    class Kind(models.TextChoices):
        COMPLETED = "completed", _("als erledigt eingetragen")
        RESET = "reset", _("zurückgesetzt")
        SCORE = "score", _("Ergebnis berichtigt")
        GRANTED = "granted", _("ein weiterer Versuch erlaubt")

    unit_result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="repairs")
    kind = models.CharField(max_length=10, choices=Kind)
    score_before = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)  # 0..1
    score_after = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)  # 0..1
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class DataCard:
        purpose = "Says who changed what somebody has reached in a unit, when and why."
        personal = {
            "kind": "what was changed",
            "score_before": "score as the package had it",
            "score_after": "score as staff corrected it; never shown to an employer",
            "reason": "why, in the words of staff",
            "by": "who changed it",
        }
        retention = "with the unit result; scores go and the reason becomes a dash when the person is erased"
        provider = "unit_result__enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Änderung an einem Lernstand")
        verbose_name_plural = _("Änderungen an Lernständen")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="repair_has_reason"),
            models.CheckConstraint(
                condition=Q(score_after__isnull=True) | Q(score_after__gte=0, score_after__lte=1, kind="score"),
                name="repaired_score_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_result_id} {self.kind}"
