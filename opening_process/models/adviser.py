# messages: back office
from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opening_process.models.process import OpeningProcess
from privacy.public_ids import PublicIdField


class Adviser(models.Model):
    """
    A trainer whom an employer's HR has asked to accompany its process, until either side ends it.

    The invitation is an address. Whether an account belongs to it shows only when its owner accepts: inviting tells
    nobody who is known here.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("eingeladen")
        ACTIVE = "active", _("begleitet Sie")
        DECLINED = "declined", _("hat abgesagt")
        ENDED = "ended", _("beendet")

    public_id = PublicIdField()
    process = models.ForeignKey(OpeningProcess, on_delete=models.CASCADE, related_name="advisers")
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)  # in lower case; empty once it is over
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="advised_openings"
    )
    may_write = models.BooleanField(_("darf mitschreiben"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField()
    answered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Lets one trainer into one employer's process, and nobody else."
        personal = {"email": "whom HR invited", "user": "who accompanies the employer"}
        retention = "address and person are removed when it is over; the dates go with the process"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process", "email"],
                condition=Q(state__in=["invited", "active"]),
                name="one_invitation_per_address_and_process",
            ),
            models.UniqueConstraint(
                fields=["process", "user"], condition=Q(state="active"), name="one_adviser_per_person_and_process"
            ),
            models.CheckConstraint(
                condition=Q(state="invited", user__isnull=True, answered_at__isnull=True, ended_at__isnull=True)
                | Q(state="active", user__isnull=False, answered_at__isnull=False, ended_at__isnull=True)
                | Q(state="declined", user__isnull=True, answered_at__isnull=False, email="")
                | Q(state="ended", user__isnull=True, ended_at__isnull=False, email=""),
                name="adviser_state_and_columns_agree",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(state__in=["declined", "ended"]), name="adviser_was_invited_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
