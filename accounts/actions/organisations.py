"""Programmes, networks, funding periods, regions, languages, providers and employers come to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import foot_cache, queries
from accounts.actions.changing import require_no_overlap, require_platform
from accounts.models import Employer, FundingPeriod, Language, Network, Programme, Provider, Region, User
from accounts.models.organisation import MOST_RECORDING_DAYS
from privacy import audit


@transaction.atomic
def found_programme(*, name: str, by: User | None, at: datetime) -> Programme:
    """Set up a funding programme."""
    require_platform(by)
    programme = Programme.objects.create(name=name)
    audit.record("accounts.programme_founded", subject=programme, by=by, at=at)
    return programme


@transaction.atomic
def found_network(
    *,
    programme: Programme,
    name: str,
    code: str,
    kind: str = Network.Kind.STATE,
    parent: Network | None = None,
    email: str = "",
    phone: str = "",
    website: str = "",
    by: User | None,
    at: datetime,
) -> Network:
    """
    Set up a network; `code` (2 to 6 capitals) stands in the numbers of its certificates and never changes.

    `email`, `phone` and `website` are the public contact, for people who find no offer near them.
    """
    require_platform(by)
    network = Network.objects.create(
        programme=programme, name=name, code=code, kind=kind, parent=parent, email=email, phone=phone, website=website
    )
    audit.record("accounts.network_founded", subject=network, by=by, at=at)
    return network


@transaction.atomic
def add_funding_period(
    *, network: Network, starts_on: date, ends_on: date, statement: str, by: User | None, at: datetime
) -> FundingPeriod:
    """
    Add a funding period with the wording that pages and documents of its time carry.

    Raises PeriodsOverlap: a network has one wording per day.
    """
    require_platform(by)
    period = FundingPeriod(network=network, starts_on=starts_on, ends_on=ends_on, statement=statement)
    require_no_overlap(period)
    period.save()
    foot_cache.forget(foot_cache.FUNDING)
    audit.record("accounts.funding_period_added", subject=period, by=by, at=at)
    return period


@transaction.atomic
def found_region(*, name: str, land: str, by: User | None, at: datetime) -> Region:
    """Set up a labour-market region; `land` is a value of Land, such as "NI"."""
    require_platform(by)
    region = Region.objects.create(name=name, land=land)
    audit.record("accounts.region_founded", subject=region, by=by, at=at)
    return region


@transaction.atomic
def add_language(
    *, code: str, name_de: str, own_name: str, is_rtl: bool = False, by: User | None, at: datetime
) -> Language:
    """Add a language that people speak; `code` is BCP 47 and never changes."""
    require_platform(by)
    language = Language.objects.create(code=code, name_de=name_de, own_name=own_name, is_rtl=is_rtl)
    audit.record("accounts.language_added", subject=language, by=by, at=at)
    return language


@transaction.atomic
def found_provider(
    *,
    network: Network,
    name: str,
    slug: str,
    region: Region | None = None,
    website: str = "",
    address: str = "",
    city: str = "",
    signatory_name: str = "",
    signatory_function: str = "",
    complaint_path: str = "",
    recording_days: int = MOST_RECORDING_DAYS,
    by: User | None,
    at: datetime,
) -> Provider:
    """Set up a provider organisation, the owner of courses, runs and all that follows from them."""
    require_platform(by)
    provider = Provider.objects.create(
        network=network,
        region=region,
        website=website,
        name=name,
        slug=slug,
        address=address,
        city=city,
        signatory_name=signatory_name,
        signatory_function=signatory_function,
        complaint_path=complaint_path,
        recording_days=recording_days,
    )
    audit.record("accounts.provider_founded", subject=provider, by=by, at=at, provider=provider)
    return provider


@transaction.atomic
def found_employer(
    *,
    name: str,
    is_public: bool = False,
    size_class: str = "",
    sector: str = "",
    city: str = "",
    by: User | None,
    at: datetime,
) -> Employer:
    """Set up an employer."""
    require_platform(by)
    employer = Employer.objects.create(name=name, is_public=is_public, size_class=size_class, sector=sector, city=city)
    audit.record("accounts.employer_founded", subject=employer, by=by, at=at)
    return employer


class MayNotChangeProvider(Exception):
    """Details of a provider are changed by its own administration, or by that of the platform."""


@transaction.atomic
def change_provider(*, provider: Provider, values: Mapping[str, Any], by: User, at: datetime) -> None:
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
