"""Trainings that an employer booked and may link to a measure."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Employer
from diversity_training import booking
from diversity_training.models import TrainingRequest


def trainings_of(employer: Employer) -> QuerySet[TrainingRequest]:
    """Return the employer's bookings that were not called off, newest first."""
    return (
        TrainingRequest.objects.filter(employer=employer, wants=TrainingRequest.Wants.TRAINING)
        .exclude(state=booking.State.CANCELLED)
        .order_by("-received_at", "pk")
    )
