from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.public_ids import PublicIdField


class CalendarFeed(models.Model):
    """
    The address under which a person's own calendar fetches their dates, without signing in.

    Whoever knows the address reads the dates, so it is random, stored as a digest only, and replaced or taken back at
    any time.
    """

    public_id = PublicIdField()
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed")
    digest = models.BinaryField(max_length=32, unique=True)  # HMAC-SHA256 of 160 random bits
    created_at = models.DateTimeField()

    class DataCard:
        purpose = "Lets a person's calendar app show their dates."
        personal = {"person": "whose dates the address opens"}
        retention = "until the person takes the address back or the account is erased"
        platform = "Follows the person through all providers."

    class Meta:
        verbose_name = _("Kalender-Abo")
        verbose_name_plural = _("Kalender-Abos")

    def __str__(self) -> str:
        return str(self.public_id)
