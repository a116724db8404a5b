import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("wartet")
    RUNNING = "running", _("läuft")
    DONE = "done", _("erledigt")
    FAILED = "failed", _("gescheitert")


class Job(models.Model):
    """Work that must happen: written in the transaction that causes it, executed at least once."""

    public_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True)  # the same cause gives the same key, hence one job
    kind = models.CharField(max_length=80)  # a name of settings.JOB_KINDS
    payload = models.JSONField(default=dict)  # ids only
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)  # set while running; past it the worker is lost
    lease = models.UUIDField(null=True, blank=True)  # who runs it: a lost worker that wakes up finds another lease
    ended_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Makes sure that what was caused happens, whatever dies in between."
        personal: dict[str, str] = {}
        retention = "done jobs 30 days, failed jobs until somebody has looked"
        platform = "Works for every app; the payload holds ids of the provider's rows."

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_percent"),
            models.CheckConstraint(
                condition=Q(state="running", leased_until__isnull=False, lease__isnull=False)
                | (~Q(state="running") & Q(leased_until__isnull=True, lease__isnull=True)),
                name="job_is_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | (~Q(state__in=["done", "failed"]) & Q(ended_at__isnull=True)),
                name="job_has_end_when_ended",
            ),
        ]
        indexes = [models.Index(fields=["state", "run_after"], name="jobs_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
