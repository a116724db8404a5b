"""People say whether their employer may read that they took part."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Employer, User
from diversity_training.models import AttendanceShare
from lms.models import Enrolment
from privacy import audit


class NoEmployer(Exception):
    """The training counts for no employer, so there is nobody to share anything with."""


class EmployerHasChanged(Exception):
    """The training counts for another employer than the one that was asked about."""


@transaction.atomic
def decide(*, enrolment: Enrolment, employer: Employer, is_shared: bool, by: User, at: datetime) -> AttendanceShare:
    """
    Share the attendance in this enrolment with the employer, or no longer; it counts from this moment on.

    Raises NoEmployer, and EmployerHasChanged when the question was about another one: a Yes to one is none to another.
    """
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.counts_for_id is None:
        raise NoEmployer
    if enrolment.counts_for_id != employer.pk:
        raise EmployerHasChanged
    share = AttendanceShare.objects.filter(enrolment=enrolment).first()
    if share is not None and (share.is_shared, share.employer_id) == (is_shared, employer.pk):
        return share
    values = {"employer": employer, "is_shared": is_shared, "decided_at": at}
    share, _created = AttendanceShare.objects.update_or_create(enrolment=enrolment, defaults=values)
    audit.record(
        "diversity_training.attendance_shared" if is_shared else "diversity_training.attendance_not_shared",
        subject=share,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"enrolment": str(enrolment.public_id), "employer": str(employer.public_id)},
    )
    return share
