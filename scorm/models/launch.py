from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.registration import Attempt


def new_nonce() -> str:
    """Return 12 URL-safe characters that bind a token to one launch row."""
    return secrets.token_urlsafe(9)


class EndReason(models.TextChoices):
    """Why a launch opens nothing any more; one signed out still takes what its device had not sent."""

    SUPERSEDED = "superseded", _("an anderer Stelle geöffnet")
    TIMEOUT = "timeout", _("lange nichts gehört")
    FORCED = "forced", _("beendet")
    SIGNED_OUT = "signed_out", _("abgemeldet")


class Launch(models.Model):
    """One opening of the player; the newest one of an attempt (greatest epoch) may write."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="launches")
    epoch = models.PositiveIntegerField()
    is_review = models.BooleanField(default=False)  # to look at: what it sends is answered and not stored
    is_logged = models.BooleanField(default=False)  # the player records the package's calls (ADR 0042)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    # The platform's mark of the sign-in in which it was opened (ADR 0046); empty where nobody gave one.
    sign_in = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    language = models.CharField(max_length=10)
    learner_name = models.CharField(max_length=200)  # as shown by the package
    return_url = models.CharField(max_length=500)
    replay_url = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    last_seq = models.PositiveBigIntegerField(default=0)  # copied from the attempt when superseded
    last_seen_at = models.DateTimeField(null=True)  # likewise
    settled_seconds = models.PositiveIntegerField(default=0)  # session time counted when superseded
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)

    class DataCard:
        purpose = "Binds a signed token to one opening of the player and judges what arrives late from it."
        personal = {
            "learner_name": "name shown inside the package",
            "created_at": "when the person learned",
            "sign_in": "which launches were opened in the same sign-in, without naming it",
        }
        retention = "learner_name, sign_in and addresses emptied 30 days after the launch ended"
        provider = "attempt__version__package__owner"

    class Meta:
        verbose_name = _("SCORM-Start")
        verbose_name_plural = _("SCORM-Starts")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "epoch"], name="one_launch_per_epoch"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="ended_launch_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class LateDecision(models.TextChoices):
    """What became of work that arrived after another device had taken over."""

    OPEN = "", _("offen")
    APPLIED = "applied", _("übernommen")
    DISMISSED = "dismissed", _("verworfen")


class CommitLog(models.Model):
    """A commit out of the ordinary, kept whole: it came late, from a launch that had been superseded."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="late_commits")
    seq = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    trigger = models.CharField(max_length=10)
    is_full = models.BooleanField()
    body = models.TextField()  # the commit as it came
    applied = models.BooleanField(default=False)  # True: it became part of the document at once
    decision = models.CharField(max_length=10, choices=LateDecision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class DataCard:
        purpose = "Offers learner and staff what would otherwise be lost when two devices were used."
        personal = {"body": "what the package wrote about the learner", "decided_by": "who decided"}
        retention = "30 days after arrival, by scorm.actions.retention"
        provider = "launch__attempt__version__package__owner"

    class Meta:
        verbose_name = _("verspätete SCORM-Meldung")
        verbose_name_plural = _("verspätete SCORM-Meldungen")
        ordering = ["launch_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "seq"], name="one_late_commit_per_seq"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="late_decision_has_author",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], name="late_commits_by_age")]

    def __str__(self) -> str:
        return f"{self.launch_id}#{self.seq}"
