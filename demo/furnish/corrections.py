"""A certificate that was revoked and issued anew, so that visitors can check what an authority would see."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from certificates import actions as certificates
from certificates.models import Certificate, CertificateState
from jobs.actions import run_due
from lms.actions import certifying
from lms.models import Enrolment

HOLDER = "ngozi"
REASON = "Der Name war falsch geschrieben."


def one_certificate(*, by: User, at: datetime) -> None:
    """Revoke the certificate of one person of the demo and have it issued again; once."""
    theirs = Certificate.objects.filter(holder__username=HOLDER)
    if theirs.exclude(state=CertificateState.ISSUED).exists():
        return
    for certificate in theirs:
        certificates.revoke(certificate=certificate, reason=REASON, by=by, at=at)
        enrolment = Enrolment.objects.get(certificate_key=certificate.subject_key)
        certifying.request_again(enrolment=enrolment, by=by, at=at)
    run_due(at=at)
