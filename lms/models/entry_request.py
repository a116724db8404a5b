from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.models import Course, Run
from media.models import PrivateFile
from privacy.public_ids import PublicIdField


class EntryRequestQuerySet(models.QuerySet["EntryRequest"]):
    def decided_by_staff(self, user: User | AnonymousUser) -> EntryRequestQuerySet:
        """Return those at providers where the user admits people; the back office's door."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run__course__provider__in=provider_keys(user, [Permission.ADMIT_LEARNERS]))


class EntryRequest(models.Model):
    """
    Somebody wants to enter a course without having completed the one it builds on: with a proof, or with a reason.

    What the provider accepts holds for the course, in whichever run; it was asked for in one of them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")
        SETTLED = "settled", _("hat sich erledigt")  # they came in another way, or the run was over

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="entry_requests")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")  # the run's, for the constraint
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    emptied_at = models.DateTimeField(null=True, blank=True)  # since when words and file are gone

    objects = EntryRequestQuerySet.as_manager()

    class DataCard:
        purpose = "Lets a provider decide who may enter a course without having completed the one it builds on."
        personal = {
            "learner": "who asks",
            "reason": "why they can do without the entry course, in their words",
            "file": "a proof of theirs",
            "answer": "why the provider declined",
            "decided_by": "who decided",
        }
        retention = "words and file until ENTRY_PROOF_DAYS after the decision; that it was accepted as the enrolment"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Anfrage zur Voraussetzung")
        verbose_name_plural = _("Anfragen zur Voraussetzung")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "learner"], condition=Q(state="open"), name="one_open_entry_request_per_course"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["accepted", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(state="settled", decided_at__isnull=False, decided_by__isnull=True),
                name="entry_request_columns_follow_its_state",
            ),
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=False, reason="", answer="", file__isnull=True)
                | (Q(emptied_at__isnull=True) & (~Q(reason="") | Q(file__isnull=False))),
                name="entry_request_holds_something_until_emptied",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined", answer="", emptied_at__isnull=True),
                name="declined_entry_request_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="entry_requests_by_state")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.OPEN
