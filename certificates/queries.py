"""Reads for those who request, show and verify certificates."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from accounts.models import FundingPeriod, Provider
from certificates.facts import Issuer
from certificates.models import Certificate


def issuer(provider: Provider, *, on: date) -> Issuer:
    """Return the provider as it is now, with the funding statement that its network's period gives for the day."""
    period = (
        FundingPeriod.objects.filter(network_id=provider.network_id, starts_on__lte=on, ends_on__gte=on)
        .order_by("-starts_on")
        .first()
    )
    return Issuer(
        name=provider.name,
        address=provider.address,
        city=provider.city,
        signatory_name=provider.signatory_name,
        signatory_function=provider.signatory_function,
        funding_statement=period.statement if period else "",
    )


def standing(*, kind: str, subject_key: UUID) -> Certificate | None:
    """Return the certificate of this subject that is requested or valid, if any."""
    return Certificate.objects.standing().filter(kind=kind, subject_key=subject_key).first()
