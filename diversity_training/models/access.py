# messages: back office

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer
from diversity_training.models.request import TrainingRequest
from privacy.public_ids import PublicIdField


class DeskAccess(models.Model):
    """
    A link in a letter that opens an employer's desk, once: to who asked for a training, or to a colleague.

    The link is signed with the key ring and stands nowhere in the database.
    """

    public_id = PublicIdField()
    request = models.ForeignKey(
        TrainingRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="desk_accesses"
    )
    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="desk_accesses"
    )
    name = models.CharField(_("Name"), max_length=200, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)  # emptied when the link is used or over
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class DataCard:
        purpose = "Makes the account of an employer's HR, by a letter to the address that was given."
        personal = {
            "name": "who is written to",
            "email": "where the link was sent",
            "invited_by": "which colleague invited",
            "used_by": "who opened it",
        }
        retention = "name and address when the link is used, or 30 days after it ran out; then a nameless row"
        platform = "Opens an employer's desk, which reaches across providers."

    class Meta:
        verbose_name = _("Zugang zum Betrieb")
        verbose_name_plural = _("Zugänge zum Betrieb")
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, invited_by__isnull=True)
                | Q(request__isnull=True, employer__isnull=False, invited_by__isnull=False),
                name="desk_access_by_a_request_or_a_colleague",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="desk_access_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
