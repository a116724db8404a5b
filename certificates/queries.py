"""Reads for those who request, show and verify certificates."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from accounts import queries as accounts
from accounts.models import Provider
from certificates.facts import Issuer, PrintedLogo
from certificates.models import Certificate
from media import queries as media


def issuer(provider: Provider, *, on: date) -> Issuer:
    """
    Return the provider as it is now, with the funding statement of the day.

    It is the caller's word until the certificate is issued, which may be on a later day: see `funding()`.
    """
    return Issuer(
        name=provider.name,
        address=provider.address,
        city=provider.city,
        signatory_name=provider.signatory_name,
        signatory_function=provider.signatory_function,
        funding_statement=accounts.funding_statement(provider.network, on),
    )


def funding(provider: Provider, *, on: date) -> tuple[str, tuple[PrintedLogo, ...]] | None:
    """Return statement and logos that a document of the provider carries on this day; None without a period."""
    block = media.funding_of(provider, on=on)
    if block is None:
        return None
    return block.statement, tuple(PrintedLogo(logo.alt_text, logo.sha256) for logo in block.logos)


def standing(subject_key: UUID) -> Certificate | None:
    """Return what certifies this subject and is requested or valid, of whatever kind: a course may change its kind."""
    return Certificate.objects.standing().filter(subject_key=subject_key).order_by("requested_at", "pk").first()


def was_asked_for(subject_key: UUID) -> bool:
    """Return whether a certificate of this subject was ever asked for, revoked ones included."""
    return Certificate.objects.filter(subject_key=subject_key).exists()
