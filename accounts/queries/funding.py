"""Whose money pays on a day, and in which words that is said (Art. 50 Reg. (EU) 2021/1060)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import FundingPeriod, Network


def funding_period(network: Network, on: date) -> FundingPeriod | None:
    """Return the network's period of this day, else that of the nearest network above it."""
    level: Network | None = network
    while level is not None:
        period = current_periods(on).filter(network=level).order_by("-starts_on").first()
        if period is not None:
            return period
        level = level.parent
    return None


def funding_statement(network: Network, on: date) -> str:
    """Return the funder's wording on this day; empty without a period."""
    period = funding_period(network, on)
    return period.statement if period is not None else ""


def current_periods(on: date) -> QuerySet[FundingPeriod]:
    """Return the periods of this day, those of archived networks aside."""
    return FundingPeriod.objects.filter(starts_on__lte=on, ends_on__gte=on, network__archived_at=None)
