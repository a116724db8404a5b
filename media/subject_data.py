"""What uploads tell about the person who made them. Private files belong to the rows that refer to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from media.models import Document, Film, Image
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return what the person has uploaded, by title and day."""
    uploads = [
        {"kind": kind, "public_id": row.public_id, "title": row.title, "uploaded_at": row.created_at.isoformat()}
        for kind, model in (("image", Image), ("document", Document), ("film", Film))
        for row in model.objects.filter(uploaded_by_user=person).order_by("pk")
    ]
    return {"uploads": uploads} if uploads else {}


def kept(*, person: User) -> Sequence[Kept]:
    """Pictures and handouts stay with their provider, without a name."""
    if not any(model.objects.filter(uploaded_by_user=person).exists() for model in (Image, Document, Film)):
        return []
    return [
        Kept(
            what=_("Bilder, Filme und Dokumente, die Sie für einen Träger hochgeladen haben"),
            reason=_("Sie gehören zu Kursen des Trägers. Ihr Name steht nicht mehr dabei."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Forget who uploaded."""
    for model in (Image, Document, Film):
        model.objects.filter(uploaded_by_user=person).update(uploaded_by_user=None)
