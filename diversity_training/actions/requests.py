"""Requests of employers: received once, answered by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer, Provider, User
from accounts.queries import staff_with
from accounts.roles import Permission
from diversity_training.actions import desk_access
from diversity_training.actions.letters import tell_employer
from diversity_training.actions.steps import StepIsNotPossible, locked, move
from diversity_training.booking import State
from diversity_training.models import BookingMessage, DeskAccess, NeedsAnalysis, TrainingOffer, TrainingRequest
from diversity_training.queries.replies import promised_on
from notifications.actions import write, write_to_guest
from privacy import audit

ADVICE_TITLE = "Beratung"  # where the title of the course stands: German, as those are


class OfferIsNotTheirs(Exception):
    """The training is another provider's."""


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
    stored = {"offer": offer, "course_title": offer.course.title, "language": language, **wishes}
    request, is_new = _store(offer.course.provider, form_key, at, stored)
    if is_new:
        access = {"url": desk_access.link(desk_access.open_for(request=request, at=at))}
        request = _tell_of(request, "training_request", by=by, employer=employer, at=at, to_employer=access)
    return request


@transaction.atomic
def receive_advice(
    *,
    provider: Provider,
    offer: TrainingOffer | None,
    form_key: UUID,
    language: str,
    at: datetime,
    by: User | None = None,
    employer: Employer | None = None,
    **wishes: Any,
) -> TrainingRequest:
    """
    Store that an employer wants to talk before it chooses a training; otherwise as `receive`.

    `offer` is the training beside which they asked, if any. A desk is opened once the talk leads to a booking.
    """
    advice = {"wants": TrainingRequest.Wants.ADVICE, "course_title": ADVICE_TITLE, "offer": offer}
    request, is_new = _store(provider, form_key, at, {**advice, "language": language, **wishes})
    if is_new:
        request = _tell_of(request, "advice_request", by=by, employer=employer, at=at, to_employer={})
    return request


def _store(provider: Provider, form_key: UUID, at: datetime, stored: dict[str, Any]) -> tuple[TrainingRequest, bool]:
    due = promised_on(provider, timezone.localdate(at))
    dates = {"received_at": at, "state_since": at, "reply_due_on": due}
    return TrainingRequest.objects.get_or_create(form_key=form_key, defaults={"provider": provider, **dates, **stored})


def _tell_of(
    request: TrainingRequest,
    event: str,
    *,
    by: User | None,
    employer: Employer | None,
    at: datetime,
    to_employer: dict[str, str],
) -> TrainingRequest:
    audit.record("diversity_training.requested", subject=request, by=by, at=at, provider=request.provider)
    if by is not None and employer is not None:
        request = desk_access.assign(request=request, employer=employer, by=by, at=at)
    write_to_guest(
        key=f"training-request:{request.public_id}:received",
        name=request.contact_name,
        address=request.contact_email,
        language=request.language,
        event=f"{event}_received",
        context={
            "course_title": request.course_title,
            "provider_name": request.provider.name,
            "reply_due_on": request.reply_due_on.isoformat(),
            "reference": request.public_id,
            **to_employer,
        },
        provider=request.provider,
        at=at,
    )
    for person in staff_with(request.provider, Permission.HANDLE_REQUESTS):
        write(
            key=f"training-request:{request.public_id}:arrived:{person.public_id}",
            recipient=person,
            event=f"{event}_arrived",
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


@transaction.atomic
def make_booking(
    *, request: TrainingRequest, offer: TrainingOffer, people_count: int, by: User, at: datetime
) -> TrainingRequest:
    """
    Turn the advice into a booking that is being clarified: which training, for how many. Opens the employer's desk.

    Raises StepIsNotPossible, and OfferIsNotTheirs when another provider holds the training.
    """
    request = locked(request)
    if not request.is_advice or request.state == State.CANCELLED:
        raise StepIsNotPossible
    if offer.provider != request.provider:
        raise OfferIsNotTheirs
    request.wants, request.offer, request.course_title = TrainingRequest.Wants.TRAINING, offer, offer.course.title
    request.people_count, request.state_since = people_count, at
    audit.record("diversity_training.advice_led_to_booking", subject=request, by=by, at=at, provider=request.provider)
    if request.state == State.REQUESTED:
        request = move(request, State.CLARIFYING, "taken_up", by=by, at=at)
    else:
        request.save()
        tell_employer(request, "booking_step", f"step:booking:{at.isoformat()}", at=at)
    if request.employer is None and request.contact_removed_at is None:
        desk_access.send_again(request=request, by=by, at=at)
    return request


def empty_contact(*, request: TrainingRequest, at: datetime) -> None:
    """Remove who asked and everybody's free words; what was asked for stays as a count, offers as what was agreed."""
    words = ("goals", "success", "group_wish", "incidents", "own_cases", "needs", "dates", "rooms")
    NeedsAnalysis.objects.filter(request=request).update(**dict.fromkeys(words, ""))
    BookingMessage.objects.filter(request=request).update(text="", file=None, emptied_at=at)
    DeskAccess.objects.filter(request=request).update(name="", email="")
    free = ("contact_name", "contact_email", "contact_phone", "period", "needs", "message", "reason")
    TrainingRequest.objects.filter(pk=request.pk).update(**dict.fromkeys(free, ""), contact_removed_at=at)


def remove_old_contacts(*, at: datetime) -> int:
    """Empty the contact of requests whose last step is settings.TRAINING_REQUEST_CONTACT_DAYS ago; return how many."""
    limit = at - timedelta(days=settings.TRAINING_REQUEST_CONTACT_DAYS)
    found = TrainingRequest.objects.filter(state_since__lt=limit, contact_removed_at__isnull=True)
    for request in found:
        empty_contact(request=request, at=at)
    return len(found)
