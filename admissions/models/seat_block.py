# messages: back office

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer, User
from accounts.queries import employer_ids, provider_ids
from accounts.roles import Permission
from courses.models import Run
from courses.rules import BERLIN
from privacy.public_ids import PublicIdField


class SeatBlockQuerySet(models.QuerySet["SeatBlock"]):
    def visible_to(self, user: User | AnonymousUser) -> SeatBlockQuerySet:
        """Return the blocks of the employers whose seats the user may see, and those in runs whose roster they see."""
        if not user.is_authenticated:
            return self.none()
        employers = employer_ids(user, Permission.SEE_SEATS)
        providers = provider_ids(user, Permission.SEE_ROSTER)
        return self.filter(Q(employer__in=employers) | Q(run__course__provider__in=providers))

    def of_employers_of(self, user: User | AnonymousUser) -> SeatBlockQuerySet:
        """Return the blocks of the employers whose seats the user may see; the door of the employer's pages."""
        return self.filter(employer__in=employer_ids(user, Permission.SEE_SEATS))


class SeatBlock(models.Model):
    """
    Places of a run that are kept for one employer until a day; each of them is a row of `Place`.

    The seats of a block are never deleted and never leave it: free (held), offered, taken and given back are the
    states of the same rows, so that together they are always the block (ADR 0030).
    """

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="seat_blocks")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="seat_blocks")
    booking_key = models.UUIDField(null=True, blank=True, unique=True)  # what the floor above calls the booking
    return_on = models.DateField(_("Rückgabe am"))  # the last day on which an unclaimed seat is the employer's
    reserved_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)  # when what was left went to others
    code_digest = models.BinaryField(max_length=32, null=True, blank=True, unique=True)  # HMAC of 60 random bits
    code_made_at = models.DateTimeField(null=True, blank=True)

    objects = SeatBlockQuerySet.as_manager()

    class DataCard:
        purpose = "Keeps places of a run for an employer, and says until when."
        personal: dict[str, str] = {}
        retention = "with the run; the self-enrolment code ends with the day of return"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Platzkontingent")
        verbose_name_plural = _("Platzkontingente")
        constraints = [
            models.CheckConstraint(
                condition=Q(code_digest=None, code_made_at=None)
                | Q(code_digest__isnull=False, code_made_at__isnull=False),
                name="seat_code_was_made_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(code_digest=None), name="no_seat_code_after_the_return"
            ),
        ]
        indexes = [models.Index(fields=["return_on"], condition=Q(returned_at=None), name="seat_blocks_to_return")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def ends_at(self) -> datetime:
        """The moment after the last day, in Berlin: from then on an unclaimed seat is everybody's."""
        return datetime.combine(self.return_on + timedelta(days=1), time(), BERLIN)
