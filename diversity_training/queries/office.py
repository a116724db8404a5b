"""What both sides see of a booking: the talk, the offers, the needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from diversity_training import booking as table
from diversity_training.booking import State
from diversity_training.models import BookingMessage, NeedsAnalysis, TrainingRequest
from diversity_training.queries.dates import meetings_of
from diversity_training.queries.proposals import newest_proposal


def thread(booking: TrainingRequest) -> list[BookingMessage]:
    """Return the talk, oldest first. One query."""
    return list(
        BookingMessage.objects.filter(request=booking).select_related("author", "file").order_by("sent_at", "pk")
    )


def step_today(booking: TrainingRequest, *, has_run_out: bool) -> table.Step:
    """Return what comes next; `has_run_out` says whether the offer that waits for its answer did."""
    return table.RUN_OUT if has_run_out and booking.renewal_asked_at is None else booking.step


def booking_part(booking: TrainingRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what the parts of a booking's page read: talk, offer, needs, what can still be stopped."""
    following = booking.step.following
    last_free = table.last_free_day(booking.run.starts_on) if booking.run is not None else None
    today = timezone.localdate(at)
    may_stop = State.CANCELLED in following
    proposal = newest_proposal(booking)
    has_run_out = booking.state == State.OFFERED and proposal is not None and proposal.has_run_out(today)
    return {
        "thread": thread(booking),
        "meetings": meetings_of(booking.run) if booking.run is not None else [],
        "proposal": proposal,
        "offer_has_run_out": has_run_out,
        "way": [] if booking.is_advice else table.way(State(booking.state)),
        "analysis": NeedsAnalysis.objects.filter(request=booking).first(),
        "may_analyse": booking.takes_analysis,
        "may_answer": booking.state == State.OFFERED,
        "may_accept": booking.state == State.OFFERED and not has_run_out,
        "may_ask_renewal": has_run_out and booking.renewal_asked_at is None,
        "step": step_today(booking, has_run_out=has_run_out),
        "may_postpone": State.POSTPONED in following,
        "may_resume": booking.state == State.POSTPONED,
        "may_withdraw": may_stop and (last_free is None or today <= last_free),
        "is_too_late": may_stop and last_free is not None and today > last_free,
        "last_free_day": last_free if may_stop else None,
        "is_confirmed": booking.state in table.WITH_EMPLOYER,
    }
