"""What is written of changes to questionnaires."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from privacy import audit
from surveys.models import Questionnaire


def note(*, act: str, questionnaire: Questionnaire, by: User, at: datetime) -> None:
    """Write the audit row of an editor's `act` (created, changed, deleted), in the transaction that stores it."""
    audit.record(f"surveys.questionnaire_{act}", subject=questionnaire, by=by, at=at, provider=questionnaire.provider)
