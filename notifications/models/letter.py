from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class Letter(models.Model):
    """
    A letter to one person, written in the transaction that causes it and sent by a job.

    A guest, who wrote to us without an account, has no `recipient` but an address and a name in `context`.

    The text is made when it is sent, from the event's template and `context`; once it is sent, `context` (which may
    hold a link that opens an account) is emptied.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("wartet")
        SENT = "sent", _("versendet")
        FAILED = "failed", _("gescheitert")
        OVERTAKEN = "overtaken", _("überholt")  # when it was to be sent, what it told was no longer so

    public_id = PublicIdField()
    key = models.CharField(max_length=200, unique=True)  # what causes it, so that one cause sends one letter
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    address = models.EmailField()
    # Whose learning it is about: brings the funding statement of that provider's network.
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    event = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    context = models.JSONField(default=dict)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    written_at = models.DateTimeField()
    sent_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class DataCard:
        purpose = "Tells a person by e-mail what happened, once, and shows later that it was sent."
        personal = {
            "recipient": "who was written to",
            "address": "where to",
            "subject": "what about",
            "context": "names, dates and links of the letter, until it is sent",
        }
        retention = "90 days after it was written (settings.LETTER_RETENTION_DAYS)"
        platform = "Letters follow the person; many, such as a new password, concern no provider."

    class Meta:
        verbose_name = _("Brief")
        verbose_name_plural = _("Briefe")
        indexes = [models.Index(fields=["recipient", "-written_at"], name="letters_of_recipient")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_has_its_moment",
            ),
            models.CheckConstraint(condition=~Q(address=""), name="letter_has_address"),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.get_state_display()})"
