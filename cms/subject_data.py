"""What the website holds about a person: which pages they made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry

from accounts.models import User
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return the titles of the pages the person made."""
    made = list(Page.objects.filter(owner=person).order_by("pk").values_list("title", flat=True))
    return {"pages_made": made} if made else {}


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
    """Forget who made and changed pages."""
    Page.objects.filter(owner=person).update(owner=None)
    PageLogEntry.objects.filter(user=person).update(user=None)
