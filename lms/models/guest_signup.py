from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from admissions.models import Place
from courses.models import Run
from privacy.public_ids import PublicIdField


class GuestSignup(models.Model):
    """
    Somebody without an account wants to come to an online seminar: asked for, confirmed by the link in their letter.

    Confirming takes one of the run's places, as everybody else's does, and invites them to its dates.
    """

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="guest_signups")
    name = models.CharField(_("Name"), max_length=60)
    address = models.EmailField(_("E-Mail-Adresse"))  # lower case
    organisation = models.CharField(_("Arbeitgeber"), max_length=200, blank=True)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    confirm_until = models.DateTimeField()  # past it an unconfirmed row counts for nothing, and goes the next night
    confirmed_at = models.DateTimeField(null=True, blank=True)
    place = models.OneToOneField(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="guest_signup")
    left_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Lets people without an account take part in an online seminar."
        personal = {
            "name": "what they are called in the room and on their confirmation",
            "address": "where the letters go",
            "organisation": "for whom they work, if they said so",
            "language": "in which language they are written to",
            "left_at": "that they cancelled",
        }
        retention = "unconfirmed: two days; else 365 days after the run, as the invitations made from it"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Anmeldung als Gast")
        verbose_name_plural = _("Anmeldungen als Gast")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "address"], condition=Q(left_at=None), name="one_guest_signup_per_run_and_address"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, place=None, left_at=None)
                | Q(confirmed_at__isnull=False, place__isnull=False),
                name="confirmed_guest_signup_has_a_place",
            ),
        ]
        indexes = [models.Index(fields=["confirm_until"], name="guest_signups_by_deadline")]

    def __str__(self) -> str:
        return str(self.public_id)
