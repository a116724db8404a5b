"""A process begins, and goes when its employer wants it to."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Employer, User
from opening_process.actions import cycles
from opening_process.actions.writing import IsGone
from opening_process.models import OpeningProcess
from privacy import audit


@transaction.atomic
def begin(*, employer: Employer, by: User, at: datetime) -> OpeningProcess:
    """Begin the employer's process with its first cycle; where there is one, return that."""
    today = timezone.localdate(at)
    try:
        with transaction.atomic():
            process = OpeningProcess.objects.create(employer=employer, began_on=today, touched_on=today)
    except IntegrityError:  # a colleague pressed the button as well
        return OpeningProcess.objects.get(employer=employer)
    cycles.first(process=process, at=at)
    audit.record("opening_process.begun", subject=process, by=by, at=at, details={"employer": employer.public_id})
    return process


@transaction.atomic
def delete(*, process: OpeningProcess, by: User | None, at: datetime) -> None:
    """Remove the process with everything in it, for good; `by=None` when its time is over. Raises IsGone."""
    locked = OpeningProcess.objects.select_for_update(of=("self",)).select_related("employer")
    found = locked.filter(pk=process.pk).first()
    if found is None:
        raise IsGone
    audit.record("opening_process.deleted", subject=found, by=by, at=at, details={"employer": found.employer.public_id})
    found.delete()


def note_export(*, process: OpeningProcess, what: str, by: User, at: datetime) -> None:
    """Record that somebody took the process, or its plan, along as a file."""
    audit.record("opening_process.exported", subject=process, by=by, at=at, details={"what": what})
