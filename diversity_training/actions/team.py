"""An employer's HR among themselves: departments, who looks after a booking, who stands in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Employer, User
from accounts.queries import employer_ids
from accounts.roles import Permission
from diversity_training.actions.desk_access import NotYourEmployer
from diversity_training.models import Department, Substitution, TrainingRequest
from diversity_training.queries.team import seats_at_desk
from privacy import audit


class NotAtThisDesk(Exception):
    """The person does not sit at the desk of this employer."""


def _require(employer: Employer, by: User) -> None:
    if employer.pk not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer


@transaction.atomic
def add_department(*, employer: Employer, name: str, by: User, at: datetime) -> Department:
    """Add a department; twice is once. Raises NotYourEmployer."""
    _require(employer, by)
    department, is_new = Department.objects.get_or_create(employer=employer, name=name.strip())
    if is_new:
        audit.record("diversity_training.department_added", subject=department, by=by, at=at)
    return department


@transaction.atomic
def remove_department(*, department: Department, by: User, at: datetime) -> None:
    """Remove a department; its bookings stay with the employer. Raises NotYourEmployer."""
    _require(department.employer, by)
    audit.record("diversity_training.department_removed", subject=department, by=by, at=at)
    department.delete()


@transaction.atomic
def look_after(
    *, booking: TrainingRequest, person: User | None, department: Department | None, by: User, at: datetime
) -> None:
    """Say who looks after a booking, and for which department. Raises NotYourEmployer, NotAtThisDesk."""
    booking = TrainingRequest.objects.select_for_update(of=("self",)).select_related("employer").get(pk=booking.pk)
    if booking.employer is None:
        raise NotYourEmployer
    _require(booking.employer, by)
    if person is not None and not seats_at_desk(booking.employer).filter(user=person).exists():
        raise NotAtThisDesk
    if department is not None and department.employer_id != booking.employer_id:
        raise NotYourEmployer
    booking.responsible, booking.department = person, department
    booking.save(update_fields=["responsible", "department"])
    audit.record("diversity_training.looked_after", subject=booking, by=by, at=at, provider=booking.provider)


@transaction.atomic
def stand_in(
    *, employer: Employer, person: User, deputy: User, from_on: date, until_on: date, by: User, at: datetime
) -> Substitution:
    """Let `deputy` get the letters of `person` on these days. Raises NotYourEmployer, NotAtThisDesk."""
    _require(employer, by)
    if seats_at_desk(employer).filter(user__in=[person, deputy]).count() != len({person.pk, deputy.pk}):
        raise NotAtThisDesk
    found = Substitution.objects.create(
        employer=employer, person=person, deputy=deputy, from_on=from_on, until_on=until_on
    )
    audit.record("diversity_training.substitution_added", subject=found, by=by, at=at)
    return found


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User, at: datetime) -> None:
    """Remove a substitution. Raises NotYourEmployer."""
    _require(substitution.employer, by)
    audit.record("diversity_training.substitution_ended", subject=substitution, by=by, at=at)
    substitution.delete()


def remove_old_substitutions(*, at: datetime) -> int:
    """Remove substitutions that ended 30 days ago; return how many."""
    return Substitution.objects.filter(until_on__lt=timezone.localdate(at) - timedelta(days=30)).delete()[0]
