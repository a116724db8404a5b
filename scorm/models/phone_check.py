from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.package import PackageVersion


class PhoneFit(models.TextChoices):
    """How a package plays on a phone, as learners are told before they start."""

    FITS = "fits", _("passt gut")
    TURN = "turn", _("bitte quer halten")
    COMPUTER = "computer", _("besser an einem Computer oder Tablet")


class PhoneCheck(models.Model):
    """How wide a version's pages were in a frame as large as a phone, and what the person who looked at it decided."""

    PORTRAIT_PX, LANDSCAPE_PX = 360, 740  # CSS pixels: a small phone upright and turned
    TOLERANCE_PX = 8  # a scroll bar or a border is no reason to turn the phone

    version = models.OneToOneField(PackageVersion, on_delete=models.CASCADE, related_name="phone_check")
    portrait_px = models.PositiveIntegerField(null=True)  # widest page seen upright
    landscape_px = models.PositiveIntegerField(null=True)  # widest page seen turned
    measured_at = models.DateTimeField(null=True)
    fit = models.CharField(max_length=10, choices=PhoneFit, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class DataCard:
        purpose = "Tells learners before they start whether a package plays on their phone."
        personal = {"decided_by": "who looked at it"}
        retention = "as long as the version"
        provider = "version__package__owner"

    class Meta:
        verbose_name = _("Prüfung auf dem Telefon")
        verbose_name_plural = _("Prüfungen auf dem Telefon")
        constraints = [
            models.CheckConstraint(
                condition=Q(fit="", decided_at=None, decided_by=None)
                | (Q(fit__in=PhoneFit.values) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="phone_fit_was_decided",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.fit}"

    @property
    def suggestion(self) -> str:
        """What the measures speak for, "" before anything was measured."""
        if self.portrait_px is not None and self.portrait_px <= self.PORTRAIT_PX + self.TOLERANCE_PX:
            return PhoneFit.FITS
        if self.landscape_px is not None and self.landscape_px <= self.LANDSCAPE_PX + self.TOLERANCE_PX:
            return PhoneFit.TURN
        return "" if self.portrait_px is None or self.landscape_px is None else PhoneFit.COMPUTER
