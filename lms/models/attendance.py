from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import RunSession
from lms.models.enrolment import Enrolment
from privacy.public_ids import PublicIdField


class SessionAttendance(models.Model):
    """
    One learner's part in one session: what was measured, what holds, and by which rule.

    `found_*` is what the newest count gave, `measured_*` what holds of it. Until the session is confirmed both move
    together; afterwards a difference waits for a person (ADR 0007). Whatever somebody decides by hand is a row of
    AttendanceDecision as well; `corrected_seconds` and `is_excused` are what follows from those rows.
    """

    class Status(models.TextChoices):
        ATTENDED = "attended", _("teilgenommen")
        PARTIAL = "partial", _("teilweise da")
        ABSENT = "absent", _("nicht da")
        EXCUSED = "excused", _("entschuldigt")

    public_id = PublicIdField()
    session = models.ForeignKey(RunSession, on_delete=models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=10, choices=Status)
    present_seconds = models.PositiveIntegerField()  # what counts: corrected by hand, else measured
    scheduled_seconds = models.PositiveIntegerField()  # from the planned start to the confirmed end
    measured_seconds = models.PositiveIntegerField()
    is_exact = models.BooleanField()  # measured to the second; else within one poll per coming and going
    spans = models.JSONField(default=list)  # [[from, until], …] in ISO 8601, what `measured_seconds` is the sum of
    rule = models.JSONField()  # the session's rule as it was applied: {"min_percent": …, "min_minutes": …}
    corrected_seconds = models.PositiveIntegerField(null=True, blank=True)
    is_excused = models.BooleanField(default=False)
    found_seconds = models.PositiveIntegerField()
    found_is_exact = models.BooleanField()
    found_spans = models.JSONField(default=list)
    kept_at = models.DateTimeField(null=True, blank=True)  # when somebody decided against what was found last
    computed_at = models.DateTimeField()

    class DataCard:
        purpose = "Proves how long a person took part in a session; hours and certificates are built on it."
        personal = {
            "status": "whether the person took part",
            "present_seconds": "for how long",
            "measured_seconds": "for how long as far as was measured",
            "spans": "from when until when",
            "corrected_seconds": "what somebody corrected by hand",
            "is_excused": "that the person was excused; never why",
            "found_seconds": "what arrived later",
            "found_spans": "from when until when, as far as it arrived later",
        }
        retention = "status and seconds as the hours built on them; spans go with the raw intervals, 365 days after"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Anwesenheit")
        verbose_name_plural = _("Anwesenheiten")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="one_attendance_per_session_and_enrolment"),
            models.CheckConstraint(
                condition=Q(corrected_seconds__isnull=True, present_seconds=F("measured_seconds"))
                | Q(corrected_seconds__isnull=False, present_seconds=F("corrected_seconds")),
                name="attendance_is_measured_or_corrected",
            ),
            models.CheckConstraint(
                condition=Q(present_seconds__lte=F("scheduled_seconds")), name="nobody_attends_longer_than_scheduled"
            ),
            models.CheckConstraint(
                condition=~Q(status="excused") | Q(is_excused=True), name="excused_is_who_was_excused"
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "status"], name="attendances_of_a_learner")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def differs(self) -> bool:
        """Whether what was counted last is not what holds, and nobody has decided about it."""
        return self.found_seconds != self.measured_seconds and self.kept_at is None


class AttendanceDecision(models.Model):
    """What a person decided about somebody's attendance: one row each, never changed."""

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("Zeit von Hand eingetragen")
        MEASURED = "measured", _("wieder nach der Messung")
        EXCUSED = "excused", _("entschuldigt")
        NOT_EXCUSED = "not_excused", _("nicht mehr entschuldigt")
        ACCEPTED = "accepted", _("spätere Messung übernommen")
        KEPT = "kept", _("spätere Messung nicht übernommen")

    attendance = models.ForeignKey(SessionAttendance, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind)
    seconds = models.PositiveIntegerField(null=True, blank=True)  # what counts from then on, where it was about time
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendance_decisions")
    at = models.DateTimeField()

    class DataCard:
        purpose = "Says who changed an attendance by hand, when and why."
        personal = {"kind": "what was decided", "reason": "why, in the words of staff", "by": "who decided"}
        retention = "with the attendance; the reason becomes a dash when the person is erased"
        provider = "attendance__enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Entscheidung über eine Anwesenheit")
        verbose_name_plural = _("Entscheidungen über Anwesenheiten")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="corrected") | (Q(seconds__isnull=False) & ~Q(reason="")),
                name="correction_by_hand_says_time_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.kind}"
