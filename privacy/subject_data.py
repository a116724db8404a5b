"""What the audit trail tells about a person. It holds ids only, so that an erased person leaves no name in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.models import AuditEntry
from privacy.registry import Kept, Person


def export(*, person: Person) -> Mapping[str, Any]:
    """Return what the person did and what was done to their account; others appear by role only, never by id."""
    mine = str(person.public_id)
    entries = AuditEntry.objects.filter(Q(actor=mine) | Q(subject=mine)).order_by("at")
    return {
        "audit": [
            {"at": entry.at.isoformat(), "action": entry.action, "by_me": entry.actor == mine}
            for entry in entries.iterator()
        ]
    }


def kept(*, person: Person) -> Sequence[Kept]:
    """The trail stays for its time: it is the proof of who changed rights and results."""
    return [
        Kept(
            what=_("Protokoll der Änderungen, ohne Ihren Namen"),
            reason=_("Wir müssen zeigen können, wer wann etwas geändert hat. Nach fünf Jahren wird es gelöscht."),
        )
    ]


def erase(*, person: Person, at: datetime) -> None:
    """Nothing to do: the trail knows an id, and the id no longer leads to a name."""
