"""The part of a booking's page that tells how many seats are used and how many people were trained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from diversity_training.models import TrainingRequest
from diversity_training.queries import participation


def figures_part(booking: TrainingRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what the part reads: `figures`."""
    return {"figures": participation.figures_of(booking, at=at)}
