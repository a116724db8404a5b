from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer
from lms.models import Enrolment
from privacy.public_ids import PublicIdField


class AttendanceShareQuerySet(models.QuerySet["AttendanceShare"]):
    def standing(self) -> AttendanceShareQuerySet:
        """Return the answers that count: about the employer for whom the training counts today."""
        return self.filter(employer=models.F("enrolment__counts_for"))


class AttendanceShare(models.Model):
    """
    What somebody answered to the question whether the employer may read that they took part.

    The answer is about one employer. Who lets the training count for another one is asked again, and nothing of the
    first answer reaches the second employer. No row, or a No: the employer learns nothing.
    """

    public_id = PublicIdField()
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="attendance_share")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="attendance_shares")
    is_shared = models.BooleanField()
    decided_at = models.DateTimeField()

    objects = AttendanceShareQuerySet.as_manager()

    class DataCard:
        purpose = "Lets people decide themselves whether their employer reads that they took part."
        personal = {
            "enrolment": "whose training it is about",
            "is_shared": "whether the employer may read that they took part",
            "decided_at": "since when",
        }
        retention = "with the enrolment; deleted when the account is erased"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Freigabe der Teilnahme")
        verbose_name_plural = _("Freigaben der Teilnahme")

    def __str__(self) -> str:
        return str(self.public_id)
