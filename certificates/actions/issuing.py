"""Issuing: number, document and hash come into being together, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from secrets import randbelow
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from certificates import pdf, queries
from certificates.actions.requesting import job_key
from certificates.facts import digest
from certificates.models import Certificate, CertificateCounter, CertificateState
from certificates.numbers import number_for
from jobs.actions import JobWillNeverWork, retry_failed
from jobs.models import Job
from media.actions import private_files
from notifications import actions as letters
from privacy import audit

BERLIN = ZoneInfo("Europe/Berlin")


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Handle a job of kind certificates.issue."""
    issue(certificate_id=payload["certificate"], at=at)


def issue(*, certificate_id: int, at: datetime) -> None:
    """
    Give the requested certificate its number and document; issued or revoked ones are left as they are.

    All or nothing: the file is written first, the row points at it in the same transaction as the number; a file
    without a row is swept by media. What cannot be printed is told to staff and raises JobWillNeverWork.
    """
    try:
        _issue(certificate_id=certificate_id, at=at)
    except pdf.FontsMissing as problem:
        _tell_staff(certificate_id, problem)
        raise
    except pdf.CannotBePrinted as problem:
        _tell_staff(certificate_id, problem)
        raise JobWillNeverWork(str(problem)) from problem


def _tell_staff(certificate_id: int, problem: Exception) -> None:
    waiting = Certificate.objects.filter(pk=certificate_id, state=CertificateState.REQUESTED)
    waiting.update(last_error=str(problem))


@transaction.atomic
def _issue(*, certificate_id: int, at: datetime) -> None:
    # Lock order: certificate, then counter. Whoever comes second finds the state changed and goes home.
    waiting = Certificate.objects.select_for_update(of=("self",)).select_related("holder", "provider__network")
    certificate = waiting.filter(pk=certificate_id).first()
    if certificate is None or certificate.state != CertificateState.REQUESTED:
        return  # issued by somebody else, withdrawn, or gone with an erased person
    provider = certificate.provider
    certificate.network_code = provider.network.code
    certificate.year = at.astimezone(BERLIN).year
    certificate.sequence = _next_sequence(certificate.network_code, certificate.year)
    certificate.number = number_for(
        network_code=certificate.network_code, year=certificate.year, sequence=certificate.sequence
    )
    certificate.issued_at = at
    _freeze_funding(certificate, at)
    document = pdf.render(certificate)
    certificate.pdf = private_files.store(
        provider=provider,
        kind="certificate",
        content=document,
        media_type="application/pdf",
        download_name=f"{certificate.kind_class.file_word} {certificate.number}.pdf",
        at=at,
    )
    certificate.pdf_sha256 = certificate.pdf.sha256
    certificate.last_error = ""
    certificate.state = CertificateState.ISSUED
    certificate.save()
    audit.record(
        "certificates.issued",
        subject=certificate,
        by=None,
        at=at,
        provider=provider,
        details={"number": certificate.number, "pdf_sha256": certificate.pdf_sha256},
    )
    _tell_holder(certificate, at)


def _freeze_funding(certificate: Certificate, at: datetime) -> None:
    """
    Freeze who pays on the day of issue, which is what the document must say (Art. 50 Reg. (EU) 2021/1060).

    All other facts are frozen since the request. Without a period of this day its wording stays.
    """
    found = queries.funding(certificate.provider, on=at.astimezone(BERLIN).date())
    if found is None:
        return
    statement, logos = found
    facts = certificate.facts
    issuer = replace(facts.issuer, funding_statement=statement, funding_logos=logos)
    certificate.snapshot = replace(facts, issuer=issuer).snapshot()
    certificate.snapshot_sha256 = digest(certificate.snapshot)


def _tell_holder(certificate: Certificate, at: datetime) -> None:
    """
    Write the letter that says where the document is; it hangs on the certificate, not on the job's attempt.

    Who has no account is told by those who asked for the document.
    """
    if certificate.holder is None:
        return
    with translation.override(letters.language_of(certificate.holder)):
        url = settings.SITE_ORIGIN + reverse("certificates:own")
    letters.write(
        key=f"certificate_issued:{certificate.public_id}",
        recipient=certificate.holder,
        event="certificate_issued",
        context={"course_title": certificate.course_title, "number": certificate.number, "url": url},
        at=at,
        provider=certificate.provider,
    )


def _next_sequence(network_code: str, year: int) -> int:
    """
    Count up under the counter's row lock, by a step drawn by lot.

    An employer has numbers of its own training proofs. Were the steps one each, it could count how many people got a
    certificate between two of them.
    """
    step = 1 + randbelow(settings.CERTIFICATE_NUMBER_GAP + 1)
    counter = CertificateCounter.objects.filter(network_code=network_code, year=year)
    if not counter.update(last=F("last") + step):
        fresh = CertificateCounter(network_code=network_code, year=year, last=0)
        CertificateCounter.objects.bulk_create([fresh], ignore_conflicts=True)
        counter.update(last=F("last") + step)
    return counter.values_list("last", flat=True).get()


@transaction.atomic
def retry(*, certificate: Certificate, by: User, at: datetime) -> None:
    """Try again what could not be issued, after somebody has removed the cause."""
    locked = Certificate.objects.select_for_update().select_related("provider").get(pk=certificate.pk)
    if locked.state != CertificateState.REQUESTED:
        return
    locked.last_error = ""
    locked.save(update_fields=["last_error"])
    job = Job.objects.get(key=job_key(locked))
    retry_failed(job=job, at=at)  # one that runs right now goes on as it is
    audit.record("certificates.retried", subject=locked, by=by, at=at, provider=locked.provider)
