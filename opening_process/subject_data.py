# messages: back office
"""What opening processes hold about a person: measures they are responsible for, and whom they accompany."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from opening_process.actions import advising
from opening_process.models import Adviser, Measure
from opening_process.queries.people import invitations_for
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return the measures the person answers for, and the employers that invited them as adviser."""
    measures = Measure.objects.filter(owner=person).order_by("due_on", "pk")
    advised = Adviser.objects.filter(user=person).select_related("process__employer").order_by("invited_at", "pk")
    invited = invitations_for(person).order_by("invited_at", "pk")
    held = {
        "measures": [
            {"text": measure.text, "due_on": measure.due_on.isoformat(), "state": measure.state} for measure in measures
        ],
        "advises": [
            {"employer": adviser.process.employer.name, "state": adviser.state, "since": adviser.invited_at.isoformat()}
            for adviser in [*advised, *invited]
        ],
    }
    return {what: rows for what, rows in held.items() if rows}


def kept(*, person: User) -> Sequence[Kept]:
    """Nothing of the person has to stay: measures go on with a function in place of a name."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """Let measures be a function's, and end what the person accompanies or was invited to."""
    with translation.override("de"):
        function = _("Personalabteilung")
    Measure.objects.filter(owner=person).update(owner=None, owner_role=function, version=F("version") + 1)
    invited = invitations_for(person).values("pk")
    for adviser in Adviser.objects.filter(Q(user=person) | Q(pk__in=invited)):
        advising.empty(adviser, at=at)
