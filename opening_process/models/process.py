from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts import rules
from accounts.models import Employer, User
from accounts.queries import employer_ids
from accounts.roles import Permission
from privacy.public_ids import PublicIdField


class OpeningProcessQuerySet(models.QuerySet["OpeningProcess"]):
    def of_hr(self, user: User | AnonymousUser) -> OpeningProcessQuerySet:
        """Return the processes of the employers for which the person works as HR."""
        return self.filter(employer__in=employer_ids(user, Permission.MANAGE_OPENING))

    def advised_by(self, user: User | AnonymousUser) -> OpeningProcessQuerySet:
        """Return the processes to which the person was invited as adviser, while they teach somewhere."""
        if not isinstance(user, User) or not rules.may(user, Permission.ADVISE_OPENING):
            return self.none()
        return self.filter(advisers__user=user, advisers__state="active", employer__archived_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> OpeningProcessQuerySet:
        """Return what the person may open: nobody else's, whatever else they may do on the platform."""
        if not user.is_authenticated:
            return self.none()
        own, advised = self.of_hr(user).values("pk"), self.advised_by(user).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=advised))


class OpeningProcess(models.Model):
    """
    The way of an employer to an open organisation: cycles of audit, goals, measures and review.

    Belongs to the employer alone. Neither a provider nor the platform reads it; it stands in no list, no search and no
    report (ADR 0029).
    """

    public_id = PublicIdField()
    employer = models.OneToOneField(Employer, on_delete=models.PROTECT, related_name="opening_process")
    began_on = models.DateField()
    touched_on = models.DateField()  # the last day on which somebody wrote here
    # For which day of removal its people were warned; set with the letter.
    warned_for: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)

    objects = OpeningProcessQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Lets an employer see where it stands and what it has decided to do."
        personal: dict[str, str] = {}
        retention = "removed by the employer at any time, else OPENING_PROCESS_DAYS after the last change"
        platform = "Belongs to the employer alone; no provider may read it, so it has no chain to one."

    def __str__(self) -> str:
        return str(self.public_id)
