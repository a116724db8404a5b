from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer
from diversity_training.models.request import TrainingRequest
from privacy.public_ids import PublicIdField


class TrainedCount(models.Model):
    """
    How many people a delivered training has trained: counted once, and never again.

    A number that moved with each person who finishes would tell, from one day to the next, who that was. So the
    training proof and every other figure read this row. `participation` alone decides what is shown of it.
    """

    booking = models.OneToOneField(TrainingRequest, on_delete=models.PROTECT, related_name="trained")
    seats_used = models.PositiveSmallIntegerField()
    trained_count = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()

    class DataCard:
        purpose = "Says how many people a training has trained, for the employer's duty under § 12 (2) AGG."
        personal: dict[str, str] = {}
        retention = "with the booking"
        provider = "booking__provider"

    class Meta:
        verbose_name = _("Zahl der Geschulten")
        verbose_name_plural = _("Zahlen der Geschulten")
        constraints = [
            models.CheckConstraint(condition=Q(trained_count__lte=F("seats_used")), name="no_more_trained_than_seats")
        ]

    def __str__(self) -> str:
        return str(self.booking_id)


class RenewalInterval(models.Model):
    """After how many years an employer wants its staff trained again; the law names no number (§ 12 (2) AGG)."""

    SHORTEST, LONGEST, USUAL = 2, 3, 3

    public_id = PublicIdField()
    employer = models.OneToOneField(Employer, on_delete=models.PROTECT, related_name="renewal_interval")
    years = models.PositiveSmallIntegerField(
        _("Auffrischung nach"), validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class DataCard:
        purpose = "Reminds an employer of when a training should be repeated."
        personal = {"changed_by": "who of HR chose the interval"}
        retention = "with the employer"
        platform = "Belongs to an employer, who may book with several providers."

    class Meta:
        verbose_name = _("Abstand der Auffrischung")
        verbose_name_plural = _("Abstände der Auffrischung")
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=2, years__lte=3), name="renewal_after_two_or_three_years")
        ]

    def __str__(self) -> str:
        return str(self.public_id)
