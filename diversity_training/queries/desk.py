"""What people of an employer's HR may reach. Every page of theirs begins here; all else is not found."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from accounts.models import Employer, User
from accounts.queries import employer_ids
from accounts.roles import Permission
from diversity_training.booking import State
from diversity_training.models import Proposal, TrainingRequest


def employers_of(user: User | AnonymousUser) -> QuerySet[Employer]:
    """Return the employers whose desk this person sits at."""
    return Employer.objects.filter(pk__in=employer_ids(user, Permission.SEE_SEATS)).order_by("name", "pk")


def bookings_of(user: User | AnonymousUser) -> QuerySet[TrainingRequest]:
    """Return the bookings of the person's employers, newest first; nobody else's."""
    return (
        TrainingRequest.objects.filter(employer_id__in=employer_ids(user, Permission.SEE_SEATS))
        .select_related("provider__network", "employer", "run__course", "offer__course")
        .order_by("-received_at", "pk")
    )


def listed_bookings(user: User | AnonymousUser, today: date) -> QuerySet[TrainingRequest]:
    """Return them with `needs_renewal`: whether the offer ran out and nobody has asked for another yet."""
    newest = Proposal.objects.filter(request=OuterRef("pk")).order_by("-number")
    has_run_out = Q(state=State.OFFERED, renewal_asked_at=None, offer_valid_until__lt=today)
    return bookings_of(user).annotate(
        offer_valid_until=Subquery(newest.values("valid_until")[:1]),
        needs_renewal=ExpressionWrapper(has_run_out, output_field=BooleanField()),
    )
