"""What certificates hold about a person. They outlive the account: a proof that vanishes is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models import Certificate
from privacy.registry import Kept


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def export(*, person: User) -> Mapping[str, Any]:
    """Return every certificate of the person with all that is printed on it."""
    held = Certificate.objects.filter(holder=person).select_related("provider").order_by("requested_at")
    certificates = [
        {
            "public_id": certificate.public_id,
            "number": certificate.number,
            "kind": certificate.kind,
            "state": certificate.state,
            "provider": certificate.provider.name,
            "facts": certificate.snapshot,
            "requested_at": _iso(certificate.requested_at),
            "issued_at": _iso(certificate.issued_at),
            "revoked_at": _iso(certificate.revoked_at),
            "revoked_reason": certificate.revoked_reason,
            "pdf_sha256": certificate.pdf_sha256,
        }
        for certificate in held
    ]
    return {"certificates": certificates} if certificates else {}


def kept(*, person: User) -> Sequence[Kept]:
    """Issued certificates stay, whole."""
    if not Certificate.objects.public().filter(holder=person).exists():
        return []
    return [
        Kept(
            what=_("Ausgestellte Bescheinigungen mit Ihrem Namen"),
            reason=_(
                "Sie sind Nachweise für Behörden und Arbeitgeber und müssen prüfbar bleiben; "
                "der Träger bewahrt sie zehn Jahre auf, bei geförderten Kursen auch länger."
            ),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Remove requests that never became a document; what was issued stays, see kept()."""
    Certificate.objects.filter(holder=person, number__isnull=True).delete()
