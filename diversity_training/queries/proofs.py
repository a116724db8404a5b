"""The part of a booking's page that hands out the training proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from certificates.models import Certificate
from diversity_training.booking import AFTER_DELIVERY
from diversity_training.models import TrainingRequest


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the proof stands; `certificate` None: nobody has asked for it yet."""

    certificate: Certificate | None

    @property
    def is_issued(self) -> bool:
        return self.certificate is not None and self.certificate.is_valid


def proof_of(booking: TrainingRequest) -> Certificate | None:
    """Return the proof of this booking that is requested or valid, with its document."""
    rows = Certificate.objects.standing().filter(kind="training_proof", subject_key=booking.seat_key)
    return rows.select_related("pdf", "provider").first()


def proof_part(booking: TrainingRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what the part reads: `proof`, None before the training was delivered."""
    return {"proof": Proof(proof_of(booking)) if booking.state in AFTER_DELIVERY else None}
