"""What both sides see of a booking: the talk, the offers, the needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
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


def on_providers_turn() -> Q:
    """Return the condition that the next step is the provider's: what TrainingRequest.is_providers_turn says of one."""
    training, advice = Q(wants=TrainingRequest.Wants.TRAINING), Q(wants=TrainingRequest.Wants.ADVICE)
    usual = [state for state, step in table.STEPS.items() if step.turn == table.Turn.PROVIDER]
    advising = [state for state, step in table.ADVISING.items() if step.turn == table.Turn.PROVIDER]
    analysed = Q(state=State.CLARIFYING, analysed_at__isnull=False)
    asked_again = Q(state=State.OFFERED, renewal_asked_at__isnull=False)
    return (training & (Q(state__in=usual) | analysed | asked_again)) | (advice & Q(state__in=advising))


def waiting_count(user: User) -> int:
    """Return how many bookings and advice requests wait for the providers whose requests the person handles."""
    keys = provider_keys(user, [Permission.HANDLE_REQUESTS])
    return TrainingRequest.objects.filter(on_providers_turn(), provider_id__in=keys).count() if keys else 0


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
