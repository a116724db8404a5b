# messages: back office

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer
from privacy.public_ids import PublicIdField


class Department(models.Model):
    """A part of an employer that books for itself."""

    public_id = PublicIdField()
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(_("Abteilung"), max_length=120)

    class DataCard:
        purpose = "Lets several people of an employer's HR tell their bookings apart."
        personal: dict[str, str] = {}
        retention = "with the employer"
        platform = "Belongs to an employer, which may book with several providers."

    class Meta:
        verbose_name = _("Abteilung")
        verbose_name_plural = _("Abteilungen")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "name"], name="department_once_per_employer"),
            models.CheckConstraint(condition=~Q(name=""), name="department_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Substitution(models.Model):
    """Somebody of an employer's HR is away, and somebody else is written to instead."""

    public_id = PublicIdField()
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="substitutions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Vertretung")
    )
    from_on = models.DateField(_("von"))
    until_on = models.DateField(_("bis"))  # this day included

    class DataCard:
        purpose = "Sends letters about bookings to whoever stands in."
        personal = {"person": "who is away", "deputy": "who stands in", "from_on": "since when", "until_on": "how long"}
        retention = "removed 30 days after its last day"
        platform = "Belongs to an employer, which may book with several providers."

    class Meta:
        verbose_name = _("Vertretung")
        verbose_name_plural = _("Vertretungen")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="substitution_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
