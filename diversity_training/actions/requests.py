"""Requests of employers: received once, answered by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer, User
from accounts.queries import staff_with
from accounts.roles import Permission
from diversity_training import rules
from diversity_training.actions import desk_access
from diversity_training.actions.steps import locked, move
from diversity_training.booking import State
from diversity_training.models import BookingMessage, DeskAccess, NeedsAnalysis, TrainingOffer, TrainingRequest
from notifications.actions import write, write_to_guest
from privacy import audit


@transaction.atomic
def receive(
    *,
    offer: TrainingOffer,
    form_key: UUID,
    language: str,
    at: datetime,
    by: User | None = None,
    employer: Employer | None = None,
    **wishes: Any,
) -> TrainingRequest:
    """
    Store what an employer asks for and write to both sides; a form that is sent twice is one request.

    `wishes` are the fields of the form. The employer reads by which day the provider answers, and gets the link with
    which whoever asked makes the account of its HR; a request of `by`, who sits at the desk of `employer`, is there at
    once.
    """
    request, is_new = TrainingRequest.objects.get_or_create(
        form_key=form_key,
        defaults={
            "provider": offer.course.provider,
            "offer": offer,
            "course_title": offer.course.title,
            "language": language,
            "received_at": at,
            "state_since": at,
            "reply_due_on": rules.reply_due_on(timezone.localdate(at)),
            **wishes,
        },
    )
    if not is_new:
        return request
    audit.record("diversity_training.requested", subject=request, by=by, at=at, provider=request.provider)
    access_url = desk_access.link(desk_access.open_for(request=request, at=at))
    if by is not None and employer is not None:
        request = desk_access.assign(request=request, employer=employer, by=by, at=at)
    write_to_guest(
        key=f"training-request:{request.public_id}:received",
        name=request.contact_name,
        address=request.contact_email,
        language=language,
        event="training_request_received",
        context={
            "course_title": request.course_title,
            "provider_name": request.provider.name,
            "reply_due_on": request.reply_due_on.isoformat(),
            "reference": request.public_id,
            "url": access_url,
        },
        provider=request.provider,
        at=at,
    )
    for person in staff_with(request.provider, Permission.HANDLE_REQUESTS):
        write(
            key=f"training-request:{request.public_id}:arrived:{person.public_id}",
            recipient=person,
            event="training_request_arrived",
            context={
                "organisation": request.organisation,
                "course_title": request.course_title,
                "reply_due_on": request.reply_due_on.isoformat(),
                "url": settings.SITE_ORIGIN + reverse("training_requests:detail", args=[request.public_id]),
            },
            provider=request.provider,
            at=at,
        )
    return request


@transaction.atomic
def take_up(*, request: TrainingRequest, by: User, at: datetime) -> TrainingRequest:
    """Note that the employer was answered and the clarification begins. Raises StepIsNotPossible."""
    return move(locked(request), State.CLARIFYING, "taken_up", by=by, at=at)


def empty_contact(*, request: TrainingRequest, at: datetime) -> None:
    """Remove who asked and everybody's free words; what was asked for stays as a count, offers as what was agreed."""
    words = ("goals", "success", "group_wish", "incidents", "own_cases", "needs", "dates", "rooms")
    NeedsAnalysis.objects.filter(request=request).update(**dict.fromkeys(words, ""))
    BookingMessage.objects.filter(request=request).update(text="", file=None, emptied_at=at)
    DeskAccess.objects.filter(request=request).update(name="", email="")
    empty = {"contact_name": "", "contact_email": "", "contact_phone": "", "needs": "", "message": "", "reason": ""}
    TrainingRequest.objects.filter(pk=request.pk).update(**empty, contact_removed_at=at)


def remove_old_contacts(*, at: datetime) -> int:
    """Empty the contact of requests whose last step is settings.TRAINING_REQUEST_CONTACT_DAYS ago; return how many."""
    limit = at - timedelta(days=settings.TRAINING_REQUEST_CONTACT_DAYS)
    found = TrainingRequest.objects.filter(state_since__lt=limit, contact_removed_at__isnull=True)
    for request in found:
        empty_contact(request=request, at=at)
    return len(found)
