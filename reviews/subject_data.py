"""What reviews hold about a person: what they handed in and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy.registry import Kept
from reviews.models import ProviderApproval


def export(*, person: User) -> Mapping[str, Any]:
    """Return what the person handed in for review and what they decided about the work of others."""
    handed_in = ProviderApproval.objects.filter(submitted_by=person).order_by("started_at")
    decided = ProviderApproval.objects.filter(finished_by=person).order_by("finished_at")
    if not handed_in and not decided:
        return {}
    return {
        "handed_in": [{"at": row.started_at.isoformat(), "note": row.note} for row in handed_in],
        "decided": [
            {"at": row.finished_at.isoformat(), "decision": row.status, "comment": row.comment} for row in decided
        ],
    }


def kept(*, person: User) -> Sequence[Kept]:
    """The proof of four eyes stays; it holds no name once the account is emptied."""
    if not export(person=person):
        return []
    return [
        Kept(
            what=_("Freigaben von Kursen und Seiten"),
            reason=_("Sie belegen, dass eine zweite Person geprüft hat, und nennen keinen Namen."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Empty what the person wrote; who decided stays as a reference to the emptied account."""
    ProviderApproval.objects.filter(submitted_by=person).update(note="")
    ProviderApproval.objects.filter(finished_by=person).update(comment="")
