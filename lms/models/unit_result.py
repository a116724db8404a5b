import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import RunUnit
from lms.models.enrolment import Enrolment


class UnitResult(models.Model):
    """
    How far one learner is in one unit; made when the unit is first touched.

    Its public id is the `context_key` under which an engine (SCORM) keeps its own rows about this learning. Results
    live here once: a completed unit stays completed; the best score stays, unless another attempt counts.
    """

    class State(models.TextChoices):
        STARTED = "started", _("begonnen")
        COMPLETED = "completed", _("erledigt")

    class Success(models.TextChoices):
        UNKNOWN = "unknown", _("ohne Bewertung")
        PASSED = "passed", _("bestanden")
        FAILED = "failed", _("nicht bestanden")

    public_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="unit_results")
    item_id = models.UUIDField()  # of the curriculum: survives every change of the run unit's row
    run_unit = models.ForeignKey(RunUnit, on_delete=models.PROTECT, related_name="results")
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    success = models.CharField(max_length=10, choices=Success, default=Success.UNKNOWN)
    # 0..1, of the attempt that counts
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    is_score_corrected = models.BooleanField(default=False)  # by staff: it holds whatever the engine reports
    progress = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)  # 0..1
    total_seconds = models.PositiveIntegerField(default=0)  # time with the unit open, as the engine counts it
    position = models.JSONField(default=dict, blank=True)  # where in a text unit the reader stopped

    class DataCard:
        purpose = "Remembers what a learner has done in a unit, so that they can go on and be certified."
        personal = {
            "state": "whether the unit is done",
            "score": "score of a test in the unit; never shown to an employer",
            "success": "passed or not",
            "is_score_corrected": "that staff corrected the score",
            "progress": "how far they are",
            "total_seconds": "time spent",
            "first_seen_at": "when they began",
            "last_seen_at": "when they were last there",
            "position": "where they stopped reading",
        }
        retention = "score and times 6 months after the run; completion as long as the enrolment"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Lernstand")
        verbose_name_plural = _("Lernstände")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item_id"], name="one_result_per_enrolment_and_item"),
            models.CheckConstraint(
                condition=Q(state="started", completed_at__isnull=True)
                | Q(state="completed", completed_at__isnull=False),
                name="result_columns_follow_its_state",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="result_score_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__gte=0, progress__lte=1),
                name="result_progress_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
