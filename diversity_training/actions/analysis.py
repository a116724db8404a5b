"""The needs analysis: saved as it grows, handed in once it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from diversity_training.actions.letters import tell_provider
from diversity_training.actions.steps import StepIsNotPossible, locked
from diversity_training.models import NeedsAnalysis, TrainingRequest
from privacy import audit

OF_THE_BOOKING = ("works_agreement_ref", "wants_survey", "works_council")


class AnalysisIsNotWhole(Exception):
    """What the provider cannot do without is missing: the goals."""


@transaction.atomic
def note(*, booking: TrainingRequest, values: Mapping[str, Any], by: User, at: datetime) -> NeedsAnalysis:
    """Keep what was written on one page of the analysis. Raises StepIsNotPossible once there is an offer."""
    booking = locked(booking)
    if not booking.takes_analysis:
        raise StepIsNotPossible
    own = {name: value for name, value in values.items() if name in OF_THE_BOOKING}
    for name, value in own.items():
        setattr(booking, name, value)
    if own:
        booking.save(update_fields=list(own))
    written = {name: value for name, value in values.items() if name not in own}
    found, _is_new = NeedsAnalysis.objects.update_or_create(
        request=booking, defaults={**written, "saved_at": at, "saved_by": by}
    )
    details = {"fields": sorted(values)}
    audit.record(
        "diversity_training.analysis_saved", subject=booking, by=by, at=at, provider=booking.provider, details=details
    )
    return found


@transaction.atomic
def hand_in(*, booking: TrainingRequest, by: User, at: datetime) -> TrainingRequest:
    """Make it the provider's turn. Twice is once. Raises StepIsNotPossible, AnalysisIsNotWhole."""
    booking = locked(booking)
    if not booking.takes_analysis:
        raise StepIsNotPossible
    analysis = NeedsAnalysis.objects.filter(request=booking).first()
    if analysis is None or not analysis.goals.strip():
        raise AnalysisIsNotWhole
    if booking.analysed_at is None:
        booking.analysed_at = at
        booking.save(update_fields=["analysed_at"])
        audit.record("diversity_training.analysed", subject=booking, by=by, at=at, provider=booking.provider)
        tell_provider(booking, "booking_analysed", f"analysed:{at.isoformat()}", at=at)
    return booking
