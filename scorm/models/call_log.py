from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.launch import Launch
from scorm.models.package import Package
from scorm.models.registration import Registration


class CallLogOrder(models.Model):
    """Staff want the next launches logged: one person's, or all of a package. It ends by itself."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="call_log_orders")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, related_name="call_log_orders"
    )  # None: whoever opens the package
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    launches_left = models.PositiveSmallIntegerField()

    class DataCard:
        purpose = "Switches the log of a package's calls on for a while, and says who wanted it and why."
        personal = {"by": "who switched it on", "reason": "why, in the words of staff; the learner may read it"}
        retention = "30 days after it expired, by scorm.actions.retention; with the registration"
        provider = "package__owner"

    class Meta:
        verbose_name = _("Auftrag für ein Aufrufprotokoll")
        verbose_name_plural = _("Aufträge für Aufrufprotokolle")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="call_log_order_has_reason")]
        indexes = [models.Index(fields=["expires_at"], name="call_log_orders_by_end")]

    def __str__(self) -> str:
        return f"{self.package_id} {self.launches_left}"


class CallLogPart(models.Model):
    """Some lines of what a package and the player said to each other in one launch; a number of them is the log."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="call_log_parts")
    page = models.BigIntegerField()  # which load of the player page: its start by the device's clock, in ms
    number = models.PositiveIntegerField()  # within the page; may come twice
    received_at = models.DateTimeField()
    began_at = models.DateTimeField()  # when the page began, by our clock: received minus what the device saw pass
    dropped = models.PositiveIntegerField(default=0)  # lines of the page that the device could not keep, so far
    lines = models.BinaryField()  # deflated JSON, see scorm.call_log

    class DataCard:
        purpose = "Shows support what a package asked and was answered, where somebody ordered it or previews."
        personal = {"lines": "what the package stored about the learner, answers to questions included; no name"}
        retention = "14 days (limit CALL_LOG_DAYS), by scorm.actions.retention; at once when the person is erased"
        provider = "launch__attempt__version__package__owner"

    class Meta:
        verbose_name = _("Teil eines Aufrufprotokolls")
        verbose_name_plural = _("Teile von Aufrufprotokollen")
        ordering = ["page", "number"]
        constraints = [models.UniqueConstraint(fields=["launch", "page", "number"], name="one_call_log_part")]
        indexes = [models.Index(fields=["received_at"], name="call_logs_by_age")]

    def __str__(self) -> str:
        return f"{self.launch_id} {self.number}"
