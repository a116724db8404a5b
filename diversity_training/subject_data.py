"""Requests that a person sent for their employer, known by the address, and what they let an employer read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from diversity_training.actions.requests import empty_contact
from diversity_training.models import AttendanceShare, TrainingRequest
from privacy.registry import Kept


def _requests(person: User) -> QuerySet[TrainingRequest]:
    # Confirmed addresses only: what somebody merely typed into an account opens nobody's letters.
    confirmed = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return TrainingRequest.objects.annotate(address=Lower("contact_email")).filter(
        address__in=[email.lower() for email in confirmed]
    )


def export(*, person: User) -> Mapping[str, Any]:
    """Return the requests that were sent with the person's address, and what they shared with employers."""
    found = [
        {
            "received_at": request.received_at.isoformat(),
            "training": request.course_title,
            "organisation": request.organisation,
            "name": request.contact_name,
            "phone": request.contact_phone,
            "needs": request.needs,
            "message": request.message,
            "period": request.period,
        }
        for request in _requests(person)
    ]
    shares = AttendanceShare.objects.filter(enrolment__learner=person).select_related(
        "employer", "enrolment__run__course"
    )
    said = [
        {
            "training": share.enrolment.run.course.title,
            "employer": share.employer.name,
            "is_shared": share.is_shared,
            "decided_at": share.decided_at.isoformat(),
        }
        for share in shares.order_by("decided_at", "pk")
    ]
    return ({"training_requests": found} if found else {}) | ({"attendance_shares": said} if said else {})


def kept(*, person: User) -> Sequence[Kept]:
    """Nothing of the person has to stay: the request itself belongs to the organisation."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """Remove the person from their requests, and take back what they shared."""
    for request in _requests(person):
        empty_contact(request=request, at=at)
    AttendanceShare.objects.filter(enrolment__learner=person).delete()
