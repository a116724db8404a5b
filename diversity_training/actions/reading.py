"""Reading other people's data is an act: it leaves a trace."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Employer, User
from privacy import audit


def names_read(*, employer: Employer, count: int, by: User, at: datetime) -> None:
    """Record that HR looked at the names of trained people; nothing is recorded where nobody is named."""
    if count:
        audit.record("diversity_training.names_read", subject=employer, by=by, at=at, details={"people": count})


def trained_exported(*, employer: Employer, count: int, file_format: str, by: User, at: datetime) -> None:
    """Record that HR took the overview of trained staff away as a file."""
    details = {"people": count, "format": file_format}
    audit.record("diversity_training.trained_exported", subject=employer, by=by, at=at, details=details)


def access_refused(*, page: str, by: User, at: datetime) -> None:
    """Record that somebody at an employer tried a page about the learning of others; `page` is its URL name."""
    audit.record("diversity_training.access_refused", subject=by, by=by, at=at, details={"page": page})
