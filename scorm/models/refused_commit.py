from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scorm.models.launch import Launch


class RefusedCommit(models.Model):
    """A commit that could not be stored, as it came: a fault of the package or the player, to be read by support."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="refused_commits")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of what was refused, however often and why ever it is sent
    names_elements = models.BooleanField()  # the rest was stored without them; else nothing of it
    reasons = models.JSONField()  # {field or element: why}
    body = models.TextField()  # what NUL was is the replacement character; "" where it could not be read

    class DataCard:
        purpose = "Keeps what a package reported and nobody could store, until support has found the fault."
        personal = {"body": "what the package wrote about the learner", "reasons": "elements of it, and why not"}
        retention = "30 days after arrival, by scorm.actions.retention; at once when the person is erased"
        provider = "launch__attempt__version__package__owner"

    class Meta:
        verbose_name = _("abgewiesene SCORM-Meldung")
        verbose_name_plural = _("abgewiesene SCORM-Meldungen")
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["launch", "digest"], name="one_refused_commit")]
        indexes = [models.Index(fields=["received_at"], name="refused_commits_by_age")]

    def __str__(self) -> str:
        return f"{self.launch_id} {self.digest[:8]}"
