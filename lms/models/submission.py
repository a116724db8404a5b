from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.models import RunSession, RunTrainer, SessionTrainer
from lms.models.enrolment import Enrolment
from lms.models.unit_result import UnitResult
from media.models import PrivateFile
from privacy.public_ids import PublicIdField


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def handed_in_by(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """Return the user's own versions, whatever became of them."""
        return self.filter(unit_result__enrolment__learner=user) if user.is_authenticated else self.none()

    def read_by(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """
        Return what the user reads as trainer: of runs that they accompany or teach a session of.

        Neither the coordination nor another trainer of the provider, and never an employer (DOMAIN 4d).
        """
        if not user.is_authenticated:
            return self.none()
        named = RunTrainer.objects.filter(user=user).values("run")
        teaching = SessionTrainer.objects.filter(user=user, session__state=RunSession.State.PLANNED)
        return self.filter(
            Q(unit_result__enrolment__run__in=named)
            | Q(unit_result__enrolment__run__in=teaching.values("session__run")),
            unit_result__enrolment__run__course__provider__in=provider_keys(user, [Permission.READ_SUBMISSIONS]),
        ).exclude(unit_result__enrolment__state=Enrolment.State.WITHDRAWN)


class Submission(models.Model):
    """
    One version of what a learner hands in for a transfer task; the one with the highest number is what holds.

    No version is ever overwritten: handing in again adds one. A version that was not answered yet is replaced by the
    next, so that at most one waits for an answer; after an accepted one there is none.
    """

    class State(models.TextChoices):
        HANDED_IN = "handed_in", _("abgegeben")
        REPLACED = "replaced", _("durch eine neue Fassung ersetzt")
        RETURNED = "returned", _("zurückgegeben")
        ACCEPTED = "accepted", _("angenommen")

    public_id = PublicIdField()
    unit_result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 …
    text = models.TextField(blank=True)
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.HANDED_IN)
    feedback = models.TextField(blank=True)
    handed_in_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_on = models.DateField(null=True, blank=True)  # when the trainers' letter of the day named it
    emptied_at = models.DateTimeField(null=True, blank=True)  # since when words and file are gone

    objects = SubmissionQuerySet.as_manager()

    class DataCard:
        purpose = "Lets a trainer answer what a learner has tried out at work."
        personal = {
            "text": "what the learner wrote; read by the trainers of the run alone, never by an employer",
            "file": "a photo or document of theirs",
            "feedback": "what a trainer answered",
            "state": "whether it was accepted",
            "handed_in_at": "when they handed it in",
            "decided_by": "who answered",
        }
        retention = "words, answer and file until SUBMISSION_TEXT_DAYS after the run; that it was done as the enrolment"
        provider = "unit_result__enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Abgabe")
        verbose_name_plural = _("Abgaben")
        constraints = [
            models.UniqueConstraint(fields=["unit_result", "number"], name="submission_numbers_count_up"),
            models.UniqueConstraint(
                fields=["unit_result"], condition=Q(state="handed_in"), name="one_submission_waits_per_result"
            ),
            models.UniqueConstraint(
                fields=["unit_result"], condition=Q(state="accepted"), name="one_submission_accepted_per_result"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["handed_in", "replaced"], decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["returned", "accepted"], decided_at__isnull=False, decided_by__isnull=False),
                name="submission_columns_follow_its_state",
            ),
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=False, text="", feedback="", file__isnull=True)
                | (Q(emptied_at__isnull=True) & (~Q(text="") | Q(file__isnull=False))),
                name="submission_holds_something_until_emptied",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned", feedback="", emptied_at__isnull=True),
                name="returned_submission_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "handed_in_at"], name="submissions_by_state")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == self.State.HANDED_IN
