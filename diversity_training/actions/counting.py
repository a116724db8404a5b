"""How many people a training has trained: counted once (ADR 0032)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from diversity_training.booking import AFTER_DELIVERY
from diversity_training.models import TrainedCount, TrainingRequest
from diversity_training.queries.trained_now import open_lists, trained_now
from privacy import audit


class NotDelivered(Exception):
    """The training is not over, so nobody is trained yet."""


class ListsAreOpen(Exception):
    """Lists of attendance wait for a trainer: `count` of them."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} lists of attendance are not confirmed")


@transaction.atomic
def count_trained(*, booking: TrainingRequest, by: User | None, at: datetime) -> TrainedCount:
    """
    Count whom the delivered training has trained, or return what was counted before.

    Raises NotDelivered before the training is over, and ListsAreOpen while sessions that were held are not confirmed:
    whoever is entered later is in the attendance list, and no longer in this number.
    """
    booking = TrainingRequest.objects.select_for_update().get(pk=booking.pk)
    found = TrainedCount.objects.filter(booking=booking).first()
    if found is not None:
        return found
    if booking.state not in AFTER_DELIVERY or booking.run_id is None:
        raise NotDelivered
    if waiting := open_lists(booking, at=at):
        raise ListsAreOpen(waiting)
    now = trained_now(booking, at=at)
    counted = TrainedCount.objects.create(
        booking=booking, seats_used=now.used, trained_count=now.trained, counted_at=at
    )
    audit.record("diversity_training.trained_counted", subject=booking, by=by, at=at, provider=booking.provider)
    return counted
