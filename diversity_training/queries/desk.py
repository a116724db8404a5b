"""What people of an employer's HR may reach. Every page of theirs begins here; all else is not found."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Employer, User
from accounts.queries import employer_ids
from accounts.roles import Permission
from diversity_training.models import TrainingRequest


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
