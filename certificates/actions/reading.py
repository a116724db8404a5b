"""Reading other people's certificates leaves a trace."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from certificates.models import Certificate
from privacy import audit


def note_reading(*, certificate: Certificate, by: User, at: datetime) -> None:
    """Write down that a member of staff opened somebody's certificate."""
    audit.record("certificates.read", subject=certificate, by=by, at=at, provider=certificate.provider)
