"""Whom a training has trained as it stands now: what the one count will write down (ADR 0032). Never for HR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admissions.models import SeatBlock
from admissions.queries import seats
from courses.models import RunSession
from diversity_training.models import TrainingRequest
from lms.models import Enrolment
from lms.queries.attended import attended_enrolments


@dataclass(frozen=True, slots=True)
class TrainedNow:
    """People of one booking."""

    trained: int
    used: int  # seats, those of the trained among them


def open_lists(booking: TrainingRequest, *, at: datetime) -> int:
    """Return how many sessions were held whose attendance nobody has confirmed."""
    return RunSession.objects.standing().filter(run=booking.run_id, ends_at__lte=at, confirmed_at=None).count()


def trained_now(booking: TrainingRequest, *, at: datetime) -> TrainedNow:
    """Return how many people of the booking took part, and how many seats are used (booking with a run)."""
    if booking.run_id is None:
        return TrainedNow(0, 0)
    group = Enrolment.objects.filter(run=booking.run_id, counts_for=booking.employer_id)
    block = SeatBlock.objects.filter(booking_key=booking.seat_key).first()
    if block is not None:
        group = group.filter(place__block=block)
    trained = group.filter(pk__in=attended_enrolments([booking.run_id])).count()
    used = seats.counts_of(block, at).as_employers_read.used if block is not None else group.count()
    return TrainedNow(trained, max(used, trained))


def is_nobody_trained(booking: TrainingRequest, *, at: datetime) -> bool:
    """
    Return whether the attendance is confirmed and nobody is to be counted: there is nothing to prove.

    Nobody was there long enough, or nobody of them lets the training count for the employer. HR does not learn which.
    """
    return not open_lists(booking, at=at) and not trained_now(booking, at=at).trained
