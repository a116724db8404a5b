"""The offers of a booking."""

from __future__ import annotations

from dataclasses import dataclass

from courses.queries import tailored
from diversity_training.models import Proposal, TrainingRequest

NEAR = 5  # points of a per cent: nobody plans to the minute


@dataclass(frozen=True, slots=True)
class Planned:
    """How long the run is beside its template, and what was agreed; both in per cent."""

    percent: int
    agreed: int

    @property
    def is_off(self) -> bool:
        """Whether the run is not (yet) what the employer was promised."""
        return abs(self.percent - self.agreed) > NEAR


def planned(booking: TrainingRequest, proposal: Proposal | None) -> Planned | None:
    """Return how the run stands to the offer that was accepted; None without both (run and its course loaded)."""
    if booking.run is None or proposal is None or proposal.answer != Proposal.Answer.ACCEPTED:
        return None
    found = tailored(booking.run)
    if not found.template_minutes:
        return None
    return Planned(round(found.minutes * 100 / found.template_minutes), proposal.duration_percent)


def newest_proposal(booking: TrainingRequest) -> Proposal | None:
    """Return the offer that counts: the newest. One query."""
    found = Proposal.objects.filter(request=booking).select_related("trainer", "second_trainer", "pdf")
    return found.order_by("-number").first()


def group_size(booking: TrainingRequest) -> int:
    """Return for how many people the training was agreed; before an offer, how many were asked for."""
    proposal = newest_proposal(booking)
    return proposal.group_size if proposal is not None else booking.people_count or 0
