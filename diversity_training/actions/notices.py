"""What happens to an employer's seats and offers by the date alone: told once, by a letter, to whoever can act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from admissions.models import Place, SeatBlock, SeatInvitation
from admissions.queries.seats import SeatCounts, counts
from diversity_training.actions.letters import tell_employer, tell_of_block, tell_provider
from diversity_training.booking import WITH_RUN, State
from diversity_training.models import Proposal, TrainingRequest

Tell = Callable[..., None]  # (event, key, at=, what the letter says) to whoever looks after the seats


def tell_of_seats(*, at: datetime) -> int:
    """
    Tell the employers of seats that were declined, that go back soon and that went back; return how many blocks.

    Letters are named after what they tell of, so that twice is once. They count seats and name nobody. Seats that an
    employer has without a booking are told of too, unless their run was called off or put away.
    """
    since = timezone.localdate(at) - timedelta(days=settings.SEATS_RETURNED_TOLD_DAYS)
    is_planned = Q(run__cancelled_at=None, run__archived_at=None)
    rows = SeatBlock.objects.filter(Q(booking_key__isnull=False) | is_planned, return_on__gte=since)
    blocks = list(rows.select_related("employer", "run__course__provider").order_by("pk"))
    answered_no = SeatInvitation.objects.filter(place__block__in=blocks, state=SeatInvitation.State.DECLINED)
    declined = dict(answered_no.order_by().values_list("place__block").annotate(Count("pk")))
    bookings = {
        booking.seat_key: booking
        for booking in TrainingRequest.objects.filter(
            seat_key__in=[block.booking_key for block in blocks if block.booking_key is not None], state__in=WITH_RUN
        ).select_related("provider", "employer")
    }
    found = counts(blocks, at)
    told = 0
    for block in blocks:
        if block.booking_key is None:
            tell: Tell = partial(tell_of_block, block)
        elif block.booking_key in bookings:
            tell = partial(tell_employer, bookings[block.booking_key])
        else:  # the booking has let go of its dates
            continue
        _tell(tell, block, declined.get(block.pk, 0), found[block.pk], at)
        told += 1
    return told


def _tell(tell: Tell, block: SeatBlock, declined: int, found: SeatCounts, at: datetime) -> None:
    """Tell of one block whatever is so; `declined` is how often one of its seats was declined until now."""
    today, day = timezone.localdate(at), block.return_on.isoformat()
    if block.ends_at <= at:
        # What HR gave back itself before is no news.
        over = Q(state=Place.State.RELEASED, taken_at=None, released_at__gte=block.ends_at) | Q(held_until__lte=at)
        if returned := block.places.filter(over).count():
            tell("seats_returned", f"returned:{block.public_id}:{day}", at=at, count=returned, return_on=day)
        return
    if block.returned_at is not None:
        return
    if declined:
        key = f"declined:{block.public_id}:{declined}"
        tell("seat_declined", key, at=at, free=found.free, return_on=day)
    waiting = found.free + found.offered
    if waiting and block.return_on <= today + timedelta(days=settings.SEATS_RETURN_TOLD_DAYS):
        tell("seats_return_soon", f"return:{block.public_id}:{day}", at=at, count=waiting, return_on=day)


def tell_of_offers(*, at: datetime) -> int:
    """
    Remind the employers whose offer soon runs out, and tell the provider of those that have; return how many offers.

    Twice is once: a letter is named after the offer and its day.
    """
    today = timezone.localdate(at)
    rows = Proposal.objects.filter(request__state=State.OFFERED).select_related(
        "request__provider", "request__employer"
    )
    newest = {proposal.request_id: proposal for proposal in rows.order_by("number")}
    soon = today + timedelta(days=settings.OFFER_ENDS_TOLD_DAYS)
    due = [proposal for proposal in newest.values() if not proposal.answer and proposal.valid_until <= soon]
    for proposal in due:
        day = proposal.valid_until.isoformat()
        if proposal.has_run_out(today):
            tell_provider(proposal.request, "offer_over", f"offer_over:{proposal.number}", at=at, valid_until=day)
        else:
            tell_employer(proposal.request, "offer_ends", f"offer_ends:{proposal.number}", at=at, valid_until=day)
    return len(due)
