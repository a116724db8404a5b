"""Letters to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.models import Letter
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return which letters were written to the person, and when."""
    letters = Letter.objects.filter(recipient=person).order_by("written_at")
    if not letters:
        return {}
    return {
        "letters": [
            {
                "written_at": letter.written_at.isoformat(),
                "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
                "address": letter.address,
                "event": letter.event,
                "subject": letter.subject,
            }
            for letter in letters
        ]
    }


def kept(*, person: User) -> Sequence[Kept]:
    """Nothing has to stay."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """Remove all letters to the person; a job that still wants to send one finds nothing and gives up."""
    Letter.objects.filter(recipient=person).delete()
