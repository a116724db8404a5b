from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer, User
from accounts.queries import provider_ids
from accounts.roles import Permission
from admissions.models import Place
from courses.models import Run
from privacy.public_ids import PublicIdField


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User | AnonymousUser) -> EnrolmentQuerySet:
        """Return the user's own enrolments and those at providers where they may see the roster; HR sees none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(learner=user) | Q(run__course__provider__in=provider_ids(user, Permission.SEE_ROSTER)))

    def learnt_by(self, user: User | AnonymousUser) -> EnrolmentQuerySet:
        """Return only the user's own: nobody learns in another person's name, staff neither."""
        return self.filter(learner=user) if user.is_authenticated else self.none()

    def on_roster_of(self, user: User | AnonymousUser) -> EnrolmentQuerySet:
        """Return those at providers where the user may see the roster; the back office's door."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run__course__provider__in=provider_ids(user, Permission.SEE_ROSTER))


class Enrolment(models.Model):
    """A person who learns in a run: made from a place, one row per run and learner, used again on re-entry."""

    class State(models.TextChoices):
        ACTIVE = "active", _("lernt")
        COMPLETED = "completed", _("abgeschlossen")
        WITHDRAWN = "withdrawn", _("ausgetreten")

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="enrolment")
    # For which employer the training counts; the learner chooses, whoever's seat it was.
    counts_for = models.ForeignKey(
        Employer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("zählt für"),
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    current_item_id = models.UUIDField(null=True, blank=True)  # the unit that "Weiter" opens
    # The name that staff typed when they admitted an address. Until its owner comes, staff see nothing else: to type
    # addresses must not be a way to learn whose they are.
    admitted_as = models.CharField(max_length=200, blank=True, default="")
    certificate_key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)  # what certificates call us

    objects = EnrolmentQuerySet.as_manager()

    class DataCard:
        purpose = "Lets a person learn in a run and says how far they are."
        personal = {
            "learner": "who learns",
            "counts_for": "for which employer they let the training count",
            "state": "whether they learn, have completed or have left",
            "withdrawn_reason": "why they left, in the words of the coordination",
            "last_seen_at": "when they were last active",
            "admitted_as": "the name that staff wrote when they admitted the person",
            "current_item_id": "where they stopped",
        }
        retention = "until the funder's date for participation records, then emptied with the person"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Teilnahme")
        verbose_name_plural = _("Teilnahmen")
        constraints = [
            models.UniqueConstraint(fields=["run", "learner"], name="one_enrolment_per_run_and_learner"),
            models.CheckConstraint(
                condition=Q(state="active", completed_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="completed", completed_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", completed_at__isnull=True, withdrawn_at__isnull=False),
                name="enrolment_columns_follow_its_state",
            ),
        ]
        indexes = [models.Index(fields=["learner", "state"], name="enrolments_of_a_learner")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        """Whether units may be opened: while learning and afterwards, not after leaving."""
        return self.state != self.State.WITHDRAWN

    @property
    def has_come(self) -> bool:
        """
        Whether the person has shown up since they were enrolled: signed in, or opened a unit.

        Staff may enrol any address. Until its owner comes, the enrolment gives staff no power over the account.
        """
        seen = self.learner.last_login
        return self.last_seen_at is not None or (seen is not None and seen >= self.enrolled_at)

    @property
    def hides_learner(self) -> bool:
        """Whether staff see only what they typed themselves, because the address' owner has not come yet."""
        return bool(self.admitted_as) and not self.has_come

    @property
    def name_for_staff(self) -> str:
        """What staff call the person: their name, or until they come what staff typed."""
        return self.admitted_as if self.hides_learner else self.learner.display_name

    @property
    def original_name_for_staff(self) -> str:
        """The name in its own script; empty until the person comes."""
        return "" if self.hides_learner else self.learner.original_name

    @property
    def lets_staff_reset_access(self) -> bool:
        """Whether a start code on paper may replace the password: whoever has an e-mail address must have come."""
        return self.is_open and (not self.learner.email or self.has_come)
