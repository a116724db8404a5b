"""Requests of employers: received once, answered by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.queries import staff_with
from accounts.roles import Permission
from diversity_training import rules
from diversity_training.models import TrainingOffer, TrainingRequest
from notifications.actions import write, write_to_guest
from privacy import audit


class AlreadyDecided(Exception):
    """The request is no longer waiting for this step."""


@transaction.atomic
def receive(*, offer: TrainingOffer, form_key: UUID, language: str, at: datetime, **wishes: Any) -> TrainingRequest:
    """
    Store what an employer asks for and write to both sides; a form that is sent twice is one request.

    `wishes` are the fields of the form. The employer reads by which day the provider answers.
    """
    request, is_new = TrainingRequest.objects.get_or_create(
        form_key=form_key,
        defaults={
            "provider": offer.course.provider,
            "offer": offer,
            "course_title": offer.course.title,
            "language": language,
            "received_at": at,
            "reply_due_on": rules.reply_due_on(timezone.localdate(at)),
            **wishes,
        },
    )
    if not is_new:
        return request
    audit.record("diversity_training.requested", subject=request, by=None, at=at, provider=request.provider)
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
    """Note that the employer was answered and the clarification begins. Raises AlreadyDecided."""
    return _move(request, TrainingRequest.State.CLARIFYING, "taken_up", by=by, at=at)


@transaction.atomic
def cancel(*, request: TrainingRequest, by: User, at: datetime) -> TrainingRequest:
    """Note that the employer no longer wants the training. Raises AlreadyDecided."""
    return _move(request, TrainingRequest.State.CANCELLED, "cancelled", by=by, at=at)


# from -> to; every other step is refused
STEPS = {
    TrainingRequest.State.CLARIFYING: {TrainingRequest.State.REQUESTED},
    TrainingRequest.State.CANCELLED: {TrainingRequest.State.REQUESTED, TrainingRequest.State.CLARIFYING},
}


def _move(
    request: TrainingRequest, state: TrainingRequest.State, act: str, *, by: User, at: datetime
) -> TrainingRequest:
    request = TrainingRequest.objects.select_for_update(of=("self",)).select_related("provider").get(pk=request.pk)
    if request.state not in STEPS[state]:
        raise AlreadyDecided
    request.state = state
    if request.taken_up_at is None:
        request.taken_up_at, request.taken_up_by = at, by
    request.save()
    audit.record(f"diversity_training.{act}", subject=request, by=by, at=at, provider=request.provider)
    return request


def empty_contact(*, request: TrainingRequest, at: datetime) -> None:
    """Remove who asked and their free words; what was asked for stays as a count."""
    empty = {"contact_name": "", "contact_email": "", "contact_phone": "", "needs": "", "message": ""}
    TrainingRequest.objects.filter(pk=request.pk).update(**empty, contact_removed_at=at)


def remove_old_contacts(*, at: datetime) -> int:
    """Empty the contact of requests whose last step is settings.TRAINING_REQUEST_CONTACT_DAYS ago; return how many."""
    limit = at - timedelta(days=settings.TRAINING_REQUEST_CONTACT_DAYS)
    old = Q(taken_up_at__lt=limit) | Q(taken_up_at__isnull=True, received_at__lt=limit)
    found = TrainingRequest.objects.filter(old, contact_removed_at__isnull=True)
    for request in found:
        empty_contact(request=request, at=at)
    return len(found)
