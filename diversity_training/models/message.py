# messages: back office

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from diversity_training.models.request import TrainingRequest
from media.models import PrivateFile
from privacy.public_ids import PublicIdField


class BookingMessage(models.Model):
    """One message in the talk between an employer's HR and a provider about a booking, with a file if need be."""

    class Side(models.TextChoices):
        EMPLOYER = "employer", pgettext_lazy("who books", "Betrieb")
        PROVIDER = "provider", _("Träger")

    public_id = PublicIdField()
    request = models.ForeignKey(TrainingRequest, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Nachricht"), max_length=4000, blank=True)
    file = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Keeps the talk about a booking in one place that both sides read."
        personal = {"author": "who wrote", "text": "free words", "file": "a document of either side"}
        retention = "words and files with the contact of the request; then who wrote when"
        provider = "request__provider"

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False) | Q(emptied_at__isnull=False),
                name="booking_message_says_something",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
