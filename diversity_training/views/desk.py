# messages: back office – pages of an employer's HR
"""The desk of an employer's HR: their bookings, and one booking with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from diversity_training import booking as table
from diversity_training.desk_forms import LookAfterForm, MessageForm, ReasonForm
from diversity_training.models import TrainingRequest
from diversity_training.queries.desk import bookings_of, employers_of, listed_bookings
from diversity_training.queries.evaluation import evaluation
from diversity_training.queries.figures import figures_part
from diversity_training.queries.office import booking_part
from diversity_training.queries.proofs import proof_part
from diversity_training.queries.seats import seats_of_booking, seats_of_desk

# Each part of a booking's page has a template diversity_training/desk/parts/<name>.html and, in a file of its own
# below queries/, a function that says what the template reads: (booking, user, at) -> values.
PARTS: tuple[Callable[[TrainingRequest, User, datetime], dict[str, Any]], ...] = (
    booking_part,
    seats_of_booking,
    figures_part,
    evaluation,
    proof_part,
)


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the bookings of the person's employers with whose turn it is."""
    employers = list(employers_of(request.user))
    if not employers:
        raise Http404
    at, user = timezone.now(), cast(User, request.user)
    context = {
        "employers": employers,
        "bookings": list(listed_bookings(user, timezone.localdate(at))),
        "run_out": table.RUN_OUT,
        **seats_of_desk(user, at),
    }
    return render(request, "diversity_training/desk/index.html", context)


@never_cache
@login_required
@require_safe
def booking(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one booking: the next step, the dates, the seats, the talk."""
    return booking_page(request, own_booking(request, public_id))


def own_booking(request: HttpRequest, public_id: str) -> TrainingRequest:
    """Return the booking of one of the person's employers; anything else is not found."""
    return get_object_or_404(bookings_of(request.user), public_id=public_id)


def booking_page(request: HttpRequest, found: TrainingRequest, **forms: Any) -> HttpResponse:
    """Return the page of a booking; `forms` are those that were refused, with what was typed."""
    at, user = timezone.now(), cast(User, request.user)
    context: dict[str, Any] = {
        "booking": found,
        "message_form": MessageForm(),
        "decline_form": ReasonForm(prefix="decline"),
        "stop_form": ReasonForm(prefix="stop"),
        "look_after_form": LookAfterForm(booking=found),
    }
    for part in PARTS:
        context |= part(found, user, at)
    return render(request, "diversity_training/desk/booking.html", context | forms)
