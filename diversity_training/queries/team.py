"""Who of an employer's HR is there, and who is written to about a booking."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import Employer, Membership, User
from accounts.roles import Permission, Scope, roles_with
from diversity_training.models import Substitution, TrainingRequest


def seats_at_desk(employer: Employer) -> QuerySet[Membership]:
    """Return who sits at the employer's desk, by name."""
    return (
        Membership.objects.active()
        .filter(employer=employer, role__in=roles_with(Permission.SEE_SEATS, Scope.EMPLOYER))
        .select_related("user")
        .order_by("user__full_name", "pk")
    )


def people_to_write(booking: TrainingRequest, on: date) -> list[User]:
    """
    Return who of the employer gets letters about this booking on this day: who looks after it, else everybody.

    For who is away, their deputy. Empty while nobody has made the account.
    """
    if booking.employer is None:
        return []
    return people_of(booking.employer, on, responsible_id=booking.responsible_id)


def people_of(employer: Employer, on: date, *, responsible_id: int | None = None) -> list[User]:
    """Return who of the employer's HR gets letters on this day, deputies included: `responsible_id`, else everybody."""
    at_desk = {held.user_id: held.user for held in seats_at_desk(employer)}
    wanted = [at_desk[responsible_id]] if responsible_id in at_desk else list(at_desk.values())
    away = Substitution.objects.filter(employer=employer, from_on__lte=on, until_on__gte=on)
    deputies = {found.person_id: found.deputy_id for found in away.order_by("-from_on", "-pk")}
    chosen = {}
    for person in wanted:
        deputy = deputies.get(person.pk)
        stands_in = at_desk.get(deputy, person) if deputy is not None else person
        chosen[stands_in.pk] = stands_in
    return list(chosen.values())
