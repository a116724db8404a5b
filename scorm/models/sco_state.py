from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.registration import Attempt, Completion, Success
from scorm.models.sco import Sco


class ScoState(models.Model):
    """What one item knows about one attempt: the flat document of the content, and what reports ask for."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="states")
    sco = models.ForeignKey(Sco, on_delete=models.PROTECT, related_name="+")
    doc = models.JSONField(default=dict)  # {cmi path: string}, without suspend_data and interactions
    suspend_data = models.TextField(blank=True)  # apart from the document, so that it is never parsed again
    completion = models.CharField(max_length=20, choices=Completion, default=Completion.UNKNOWN)
    success = models.CharField(max_length=10, choices=Success, default=Success.UNKNOWN)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # 0..1
    progress = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # 0..1
    exit = models.CharField(max_length=20, null=True)  # how the last session ended; null = it never said goodbye
    seconds_before = models.PositiveIntegerField(default=0)  # time of earlier launches
    launch_seconds = models.PositiveIntegerField(default=0)  # finished sessions of the newest launch
    session_seconds = models.PositiveIntegerField(default=0)  # the open session
    page = models.PositiveIntegerField(default=1)  # which page load of the launch the open session belongs to
    updated_at = models.DateTimeField()

    class DataCard:
        purpose = "Lets a person go on where they stopped."
        personal = {
            "doc": "bookmark, answers and preferences as the package wrote them",
            "suspend_data": "the package's own memory",
            "score": "score",
            "session_seconds": "time spent",
        }
        retention = "emptied 24 months after the last visit, and on erasure"
        provider = "attempt__version__package__owner"

    class Meta:
        verbose_name = _("SCORM-Lernstand")
        verbose_name_plural = _("SCORM-Lernstände")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "sco"], name="one_state_per_sco"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="sco_score_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.sco_id}"


class Interaction(models.Model):
    """One answered question of an item, by its index in the data model; rows only come and change, never go."""

    state = models.ForeignKey(ScoState, on_delete=models.CASCADE, related_name="interactions")
    idx = models.PositiveIntegerField()
    identifier = models.TextField(blank=True)
    kind = models.CharField(max_length=255, blank=True)
    response = models.TextField(blank=True)
    result = models.CharField(max_length=255, blank=True)
    rest = models.JSONField(default=dict)  # {path below cmi.interactions.n: string}, all other elements

    class DataCard:
        purpose = "Lets teachers see which questions are too hard, and the package count on."
        personal = {"response": "what the person answered", "result": "whether it was right", "rest": "when, how long"}
        retention = "24 months after the last visit, and on erasure"
        provider = "state__attempt__version__package__owner"

    class Meta:
        verbose_name = _("Antwort in einem SCORM-Paket")
        verbose_name_plural = _("Antworten in SCORM-Paketen")
        ordering = ["state_id", "idx"]
        constraints = [models.UniqueConstraint(fields=["state", "idx"], name="one_interaction_per_index")]

    def __str__(self) -> str:
        return f"{self.state_id}[{self.idx}]"
