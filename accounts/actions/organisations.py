"""Programmes, networks, funding periods, providers and employers come to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts import queries
from accounts.models import Employer, FundingPeriod, Network, Programme, Provider, User
from privacy import audit


@transaction.atomic
def found_programme(*, name: str, by: User | None, at: datetime) -> Programme:
    """Set up a funding programme."""
    programme = Programme.objects.create(name=name)
    audit.record("accounts.programme_founded", subject=programme, by=by, at=at)
    return programme


@transaction.atomic
def found_network(
    *, programme: Programme, name: str, code: str, parent: Network | None = None, by: User | None, at: datetime
) -> Network:
    """Set up a network; `code` (2 to 6 capitals) stands in the numbers of its certificates and never changes."""
    network = Network.objects.create(programme=programme, name=name, code=code, parent=parent)
    audit.record("accounts.network_founded", subject=network, by=by, at=at)
    return network


@transaction.atomic
def add_funding_period(
    *, network: Network, starts_on: date, ends_on: date, statement: str, by: User | None, at: datetime
) -> FundingPeriod:
    """Add a funding period with the wording that pages and documents of its time carry."""
    period = FundingPeriod.objects.create(network=network, starts_on=starts_on, ends_on=ends_on, statement=statement)
    audit.record("accounts.funding_period_added", subject=period, by=by, at=at)
    return period


@transaction.atomic
def found_provider(
    *,
    network: Network,
    name: str,
    slug: str,
    address: str = "",
    city: str = "",
    signatory_name: str = "",
    signatory_function: str = "",
    complaint_path: str = "",
    by: User | None,
    at: datetime,
) -> Provider:
    """Set up a provider organisation, the owner of courses, runs and all that follows from them."""
    provider = Provider.objects.create(
        network=network,
        name=name,
        slug=slug,
        address=address,
        city=city,
        signatory_name=signatory_name,
        signatory_function=signatory_function,
        complaint_path=complaint_path,
    )
    audit.record("accounts.provider_founded", subject=provider, by=by, at=at, provider=provider)
    return provider


@transaction.atomic
def found_employer(
    *, name: str, is_public: bool = False, sector: str = "", city: str = "", by: User | None, at: datetime
) -> Employer:
    """Set up an employer."""
    employer = Employer.objects.create(name=name, is_public=is_public, sector=sector, city=city)
    audit.record("accounts.employer_founded", subject=employer, by=by, at=at)
    return employer


class MayNotChangeProvider(Exception):
    """Details of a provider are changed by its own administration, or by that of the platform."""


@transaction.atomic
def change_provider(*, provider: Provider, values: Mapping[str, str], by: User, at: datetime) -> None:
    """Change details of a provider; the trail tells which. Raises MayNotChangeProvider."""
    if not queries.editable_providers(by).filter(pk=provider.pk).exists():
        raise MayNotChangeProvider
    current = Provider.objects.select_for_update().get(pk=provider.pk)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(current, name, values[name])
    current.save(update_fields=changed)
    audit.record(
        "accounts.provider_changed", subject=current, by=by, at=at, provider=current, details={"fields": changed}
    )
