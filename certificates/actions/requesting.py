"""Asking for a certificate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Provider, User
from certificates.facts import CertificateFacts, digest
from certificates.kinds import BY_KEY
from certificates.models import Certificate
from jobs.actions import enqueue
from privacy import audit


def job_key(certificate: Certificate) -> str:
    """Return the key of the one job that issues this certificate."""
    return f"certificates.issue:{certificate.public_id}"


@transaction.atomic(savepoint=False)  # stands inside the transaction of a completion
def request(
    *,
    provider: Provider,
    holder: User | None,
    subject_key: UUID,
    kind: str,
    facts: CertificateFacts,
    at: datetime,
    by: User | None = None,
) -> Certificate:
    """
    Freeze the facts and write the job that issues the certificate, in the caller's transaction.

    Asking again for the same kind and subject returns the certificate that stands. `by` is the person who asked;
    None when the platform itself did on completion. `holder` is None for guests and employers, who have no account:
    the caller hands the document to them. Raises LookupError for an unknown kind, ValueError for one that does not fit
    the facts.
    """
    if kind not in BY_KEY:
        raise LookupError(f"no certificates of kind {kind!r} in certificates.kinds")
    if BY_KEY[kind].is_for_employer != (facts.people_trained is not None):
        raise ValueError("proofs for employers, and only they, tell how many people were trained")
    snapshot = facts.snapshot()
    wanted = Certificate(
        provider=provider,
        holder=holder,
        subject_key=subject_key,
        kind=kind,
        course_title=facts.course_title[:255],
        snapshot=snapshot,
        snapshot_sha256=digest(snapshot),
        requested_at=at,
    )
    # Two completions at once meet at the unique constraint: one row wins, both get it.
    Certificate.objects.bulk_create([wanted], ignore_conflicts=True)
    certificate = Certificate.objects.standing().get(kind=kind, subject_key=subject_key)
    if certificate.public_id != wanted.public_id:
        return certificate
    enqueue(kind="certificates.issue", key=job_key(certificate), payload={"certificate": certificate.pk}, at=at)
    if by is not None:
        audit.record("certificates.requested", subject=certificate, by=by, at=at, provider=provider)
    return certificate
