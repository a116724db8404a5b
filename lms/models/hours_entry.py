from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import RunSession
from lms.models.enrolment import Enrolment


class HoursEntry(models.Model):
    """
    One line of the hours ledger: what a learner's work counts, in whole seconds.

    Self-study counts the planned teaching units of a completed unit, never the clicked time. A session counts the
    time the learner was there, and what made up for a missed one is a line of its own. The unique keys make sure
    that nothing counts twice. 1 teaching unit = 45 minutes.
    """

    class Kind(models.TextChoices):
        SELF_STUDY = "self_study", _("Selbstlernen")
        LIVE = "live", _("Live-Termin")
        CATCH_UP = "catch_up", _("nachgeholter Termin")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="hours")
    item_id = models.UUIDField(null=True, blank=True)  # of the curriculum; a session may belong to none
    session = models.ForeignKey(
        RunSession, null=True, blank=True, on_delete=models.PROTECT, related_name="hours_entries"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    seconds = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)  # of a correction by hand; empty for what the rules gave
    at = models.DateTimeField()

    class DataCard:
        purpose = "Proves how many teaching units a person has taken part in."
        personal = {"seconds": "volume credited", "reason": "why it was corrected"}
        retention = "as the certificate that is built on it: 10 years, or until the funder's date"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Stundeneintrag")
        verbose_name_plural = _("Stundeneinträge")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "item_id", "kind"],
                condition=Q(session__isnull=True),
                name="one_hours_entry_per_item_and_kind",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "session", "kind"],
                condition=Q(session__isnull=False),
                name="one_hours_entry_per_session_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="self_study", session__isnull=True, item_id__isnull=False)
                | Q(kind__in=["live", "catch_up"], session__isnull=False),
                name="hours_entry_says_what_it_counts",
            ),
            models.CheckConstraint(condition=Q(seconds__lte=3_600_000), name="hours_entry_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s"
