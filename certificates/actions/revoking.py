"""Taking a certificate back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from certificates.models import Certificate, CertificateState
from privacy import audit


class AlreadyRevoked(Exception):
    """Raised when the certificate was revoked before; `certificate` is the row as it stands."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        super().__init__(f"{certificate} is revoked already")


class ReasonMissing(Exception):
    """Raised when no reason is given: a revocation must be explainable for years."""


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """
    Revoke for good; document and snapshot stay as they were. A request not yet issued is withdrawn the same way.

    A correction is this, followed by a new request for the same subject, which gets a new number.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = Certificate.objects.select_for_update().select_related("provider").get(pk=certificate.pk)
    if locked.state == CertificateState.REVOKED:
        raise AlreadyRevoked(locked)
    locked.state = CertificateState.REVOKED
    locked.revoked_at = at
    locked.revoked_reason = reason.strip()
    locked.last_error = ""
    locked.save(update_fields=["state", "revoked_at", "revoked_reason", "last_error"])
    # The reason may name people; the trail holds ids only, the row keeps the reason.
    audit.record("certificates.revoked", subject=locked, by=by, at=at, provider=locked.provider)
    return locked
