"""What the website holds about a person: which pages they made, which barriers they reported or took care of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from cms.models import BarrierReport
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return the titles of the pages the person made, and the barriers reported from their address or handled."""
    made = list(Page.objects.filter(owner=person).order_by("pk").values_list("title", flat=True))
    reports = [
        {"public_id": row.public_id, "page": row.page, "description": row.description, "state": row.state}
        for row in _reported_by(person)
    ]
    handled = list(BarrierReport.objects.filter(handled_by=person).order_by("pk").values_list("public_id", flat=True))
    found = {"pages_made": made, "barriers_reported": reports, "barriers_handled": handled}
    return {name: value for name, value in found.items() if value}


def kept(*, person: User) -> Sequence[Kept]:
    """Pages stay with the website, without a name."""
    if not Page.objects.filter(owner=person).exists():
        return []
    return [
        Kept(
            what=_("Seiten, die Sie für die Website angelegt haben"),
            reason=_("Sie gehören zur Website. Ihr Name steht nicht mehr dabei."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Forget who made and changed pages, and who reported from this address."""
    Page.objects.filter(owner=person).update(owner=None)
    PageLogEntry.objects.filter(user=person).update(user=None)
    _reported_by(person).update(name="", email="", tools="")


def _reported_by(person: User) -> QuerySet[BarrierReport]:
    if not person.email:
        return BarrierReport.objects.none()
    return BarrierReport.objects.filter(email__iexact=person.email).order_by("pk")
