from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.package import PackageVersion
from scorm.public_ids import PublicIdField


class Counting(models.TextChoices):
    """Which of several attempts is the result."""

    BEST = "best", _("das beste Ergebnis")
    LAST = "last", _("das letzte Ergebnis")
    FIRST = "first", _("das erste Ergebnis")
    AVERAGE = "average", _("der Durchschnitt")


class Registration(models.Model):
    """
    A person who plays a version in a context; `context_key` is whatever the floor above calls its result row.

    The result itself lives there, once; here live attempts. The public id is also what the content is told as
    learner id, so that a package that phones home learns nothing about the person.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    context_key = models.UUIDField()
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="registrations")
    is_preview = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # What the place in the course asked for when the person began (scorm.policy.Policy): it stays so for them.
    max_attempts = models.PositiveSmallIntegerField(default=0)  # 0: as many as one likes
    wait_hours = models.PositiveSmallIntegerField(default=0)
    counts = models.CharField(max_length=10, choices=Counting, default=Counting.BEST)
    locks_when_passed = models.BooleanField(default=False)
    reviews_when_finished = models.BooleanField(default=False)
    may_start_over = models.BooleanField(default=True)

    class DataCard:
        purpose = "Says which version a person plays in which place of which course, and how often they may."
        personal = {"user": "who learns", "public_id": "pseudonym shown to the package", "context_key": "where"}
        retention = "as long as the result it belongs to; previews 30 days after their last use"
        provider = "version__package__owner"

    class Meta:
        verbose_name = _("SCORM-Anmeldung")
        verbose_name_plural = _("SCORM-Anmeldungen")
        constraints = [
            models.UniqueConstraint(fields=["user", "context_key"], name="one_registration_per_context"),
            models.CheckConstraint(condition=Q(counts__in=Counting.values), name="registration_counts_known_attempts"),
        ]
        indexes = [models.Index(fields=["context_key"], name="registrations_by_context")]  # reports ask by context

    def __str__(self) -> str:
        return str(self.public_id)


class AttemptMode(models.TextChoices):
    """How the content is told it is used (cmi.mode)."""

    NORMAL = "normal", _("Lernen")
    PREVIEW = "preview", _("Vorschau")
    REVIEW = "review", _("Ansehen")


class AttemptState(models.TextChoices):
    """Whether an attempt is the one that is played; results of all of them stay."""

    ACTIVE = "active", _("läuft")
    FINISHED = "finished", _("abgeschlossen")
    ABANDONED = "abandoned", _("aufgegeben")
    MOVED = "moved", _("durch eine neue Version beendet")
    RESET = "reset", _("zurückgesetzt")


class Completion(models.TextChoices):
    """Completion in the words of SCORM 2004; 1.2 is translated into them."""

    UNKNOWN = "unknown", _("unbekannt")
    NOT_ATTEMPTED = "not attempted", _("nicht begonnen")
    INCOMPLETE = "incomplete", _("begonnen")
    COMPLETED = "completed", _("abgeschlossen")


class Success(models.TextChoices):
    """Success in the words of SCORM 2004; 1.2 is translated into them."""

    UNKNOWN = "unknown", _("unbekannt")
    PASSED = "passed", _("bestanden")
    FAILED = "failed", _("nicht bestanden")


def _share(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 1})


class Attempt(models.Model):
    """
    One way of a person through a version, from first opening to the end.

    The row every commit locks: it holds the epoch (number of the newest launch), the sequence number of the last
    commit applied from it, and the last sign of life, so that a plain commit touches no launch row.
    """

    public_id = PublicIdField()
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField(default=1)
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=AttemptMode, default=AttemptMode.NORMAL)
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.ACTIVE)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    completion = models.CharField(max_length=20, choices=Completion, default=Completion.UNKNOWN)
    success = models.CharField(max_length=10, choices=Success, default=Success.UNKNOWN)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # 0..1
    progress = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # 0..1
    total_seconds = models.PositiveIntegerField(default=0)  # reported by the content, capped by our clock
    active_seconds = models.PositiveIntegerField(default=0)  # page visible, launches before this one
    launch_active_seconds = models.PositiveIntegerField(default=0)  # page visible, the newest launch

    epoch = models.PositiveIntegerField(default=0)  # of the newest launch; 0 before the first
    seq = models.PositiveBigIntegerField(default=0)  # last commit applied from the newest launch
    applied_epoch = models.PositiveIntegerField(default=0)  # whose commit was applied last
    is_seed_stale = models.BooleanField(default=False)  # a late commit was applied after the newest launch opened
    rate_started_at = models.DateTimeField(null=True)  # minute in which commits are being counted
    rate_count = models.PositiveIntegerField(default=0)

    current_sco = models.ForeignKey("scorm.Sco", on_delete=models.PROTECT, null=True, related_name="+")
    sequencing_state = models.BinaryField(null=True)  # of a course of several items: deflated JSON of the player
    global_objectives = models.JSONField(default=dict)
    shared_data = models.JSONField(default=dict)  # holds nothing: stores are part of the state; goes in a later release

    class DataCard:
        purpose = "Carries how far a person got in a package and guards the order of its commits."
        personal = {
            "completion": "how far",
            "success": "passed or not",
            "score": "score",
            "total_seconds": "time spent",
            "active_seconds": "time the page was visible",
            "sequencing_state": "place in a course of several items, and what its items share",
            "global_objectives": "what other courses of the owner may know: learning goals reached",
            "last_seen_at": "when the person last learned",
        }
        retention = "as long as the registration; raw data is emptied by scorm.actions.retention"
        provider = "version__package__owner"

    class Meta:
        verbose_name = _("SCORM-Versuch")
        verbose_name_plural = _("SCORM-Versuche")
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state="active"), name="one_active_attempt_per_registration"
            ),
            models.CheckConstraint(
                condition=Q(state="active", finished_at=None) | (~Q(state="active") & Q(finished_at__isnull=False)),
                name="ended_attempt_has_its_moment",
            ),
            models.CheckConstraint(condition=_share("score"), name="attempt_score_is_a_share"),
            models.CheckConstraint(condition=_share("progress"), name="attempt_progress_is_a_share"),
            models.CheckConstraint(
                condition=Q(Q(completion="completed") | Q(success="passed"), completed_at__isnull=False)
                | (~Q(completion="completed") & ~Q(success="passed") & Q(completed_at=None)),
                name="completed_attempt_has_its_moment",
            ),
            models.CheckConstraint(condition=Q(applied_epoch__lte=models.F("epoch")), name="applied_epoch_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
