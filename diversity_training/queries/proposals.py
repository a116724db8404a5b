"""The offers of a booking."""

from __future__ import annotations

from diversity_training.models import Proposal, TrainingRequest


def newest_proposal(booking: TrainingRequest) -> Proposal | None:
    """Return the offer that counts: the newest. One query."""
    found = Proposal.objects.filter(request=booking).select_related("trainer", "second_trainer", "pdf")
    return found.order_by("-number").first()


def group_size(booking: TrainingRequest) -> int:
    """Return for how many people the training was agreed; before an offer, how many were asked for."""
    proposal = newest_proposal(booking)
    return proposal.group_size if proposal is not None else booking.people_count or 0
