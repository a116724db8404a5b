from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.models.enrolment import Enrolment


class HoursEntry(models.Model):
    """
    One line of the hours ledger: what a learner's work counts, in minutes.

    Self-study counts the planned teaching units of a completed unit, never the clicked time; the unique
    key makes sure that nothing counts twice. 1 teaching unit = 45 minutes.
    """

    class Kind(models.TextChoices):
        SELF_STUDY = "self_study", _("Selbstlernen")
        LIVE = "live", _("Live-Termin")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="hours")
    item_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    minutes = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)  # of a correction by hand; empty for what the rules gave
    at = models.DateTimeField()

    class DataCard:
        purpose = "Proves how many teaching units a person has taken part in."
        personal = {"minutes": "volume credited", "reason": "why it was corrected"}
        retention = "as the certificate that is built on it: 10 years, or until the funder's date"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Stundeneintrag")
        verbose_name_plural = _("Stundeneinträge")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item_id", "kind"], name="one_hours_entry_per_item_and_kind"),
            models.CheckConstraint(condition=Q(minutes__lte=60_000), name="hours_entry_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"
