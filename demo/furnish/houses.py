"""The organisations of the demo: programme, networks, regions, providers, counselling centres, employers."""

from __future__ import annotations

from datetime import date, datetime

from accounts.actions import centres as centre_actions
from accounts.actions import organisations
from accounts.models import (
    CounsellingCentre,
    Employer,
    FundingPeriod,
    Language,
    Network,
    Programme,
    Provider,
    Region,
)
from demo.content import organisations as texts
from demo.pictures import placeholder
from media.actions import logos as logo_actions
from media.models import PartnerLogo


def networks(at: datetime) -> dict[str, Network]:
    """Return the demo's networks by code, each with a funding period."""
    programme = Programme.objects.first() or organisations.found_programme(name=texts.PROGRAMME, by=None, at=at)
    known = {network.code: network for network in Network.objects.all()}
    for text in texts.NETWORKS:
        if text.code not in known:
            known[text.code] = _network(programme, text, at)
    return known


def _network(programme: Programme, text: texts.NetworkText, at: datetime) -> Network:
    network = organisations.found_network(
        programme=programme, name=text.name, code=text.code, email=text.email, phone=text.phone, by=None, at=at
    )
    organisations.add_funding_period(
        network=network,
        starts_on=date(at.year, 1, 1),
        ends_on=date(at.year + 2, 12, 31),
        statement=texts.FUNDING.format(network=text.name, more=text.funding),
        by=None,
        at=at,
    )
    return network


def logos(known_networks: dict[str, Network], known_providers: dict[str, Provider], at: datetime) -> None:
    """Show placeholders where the logos of funders and partners stand, once and only where there are none."""
    for period in FundingPeriod.objects.filter(network__in=known_networks.values(), logos=None):
        for position, (label, colour, description) in enumerate(texts.FUNDER_LOGOS):
            logo_actions.add_funding_logo(
                funding_period=period,
                upload=placeholder(label, colour),
                alt_text=description,
                position=position,
                by=None,
                at=at,
            )
    for slug, partners in texts.PARTNERS.items():
        provider = known_providers[slug]
        if PartnerLogo.objects.filter(provider=provider).exists():
            continue
        for position, (name, colour) in enumerate(partners):
            logo_actions.add_partner_logo(
                provider=provider,
                name=f"{name} (Demo)",
                website="",
                upload=placeholder(name, colour),
                position=position,
                by=None,
                at=at,
            )


def providers(known_networks: dict[str, Network], at: datetime) -> dict[str, Provider]:
    """Return the demo's providers by slug."""
    regions = {region.name: region for region in Region.objects.all()}
    for name, land in texts.REGIONS:
        if name not in regions:
            regions[name] = organisations.found_region(name=name, land=land, by=None, at=at)
    known = {provider.slug: provider for provider in Provider.objects.all()}
    for text in texts.PROVIDERS:
        if text.slug not in known:
            known[text.slug] = organisations.found_provider(
                network=known_networks[text.network],
                region=regions[text.region],
                name=text.name,
                slug=text.slug,
                website=f"https://{text.slug}.example/",
                address=text.address,
                city=text.city,
                signatory_name=text.signatory_name,
                signatory_function=text.signatory_function,
                complaint_path=text.complaint_path,
                by=None,
                at=at,
            )
    return known


def centres(known_providers: dict[str, Provider], at: datetime) -> None:
    """Open the counselling centres that are missing, archived ones included: who closed one wants it closed."""
    known = set(CounsellingCentre.objects.values_list("provider__slug", "city"))
    languages = {language.code: language for language in Language.objects.all()}
    for text in texts.CENTRES:
        if (text.provider, text.city) in known:
            continue
        centre_actions.found_centre(
            provider=known_providers[text.provider],
            name=f"IQ-Beratungsstelle {text.city} (Demo)",
            street=text.street,
            postcode=text.postcode,
            city=text.city,
            phone=text.phone,
            email=f"beratung.{text.postcode}@{text.provider}.example",
            opening_hours=text.opening_hours,
            note="Erfundene Anschrift. Hier berät niemand.",
            modes=text.modes,
            languages=[languages[code] for code in text.languages],
            postcode_areas=text.areas,
            by=None,
            at=at,
        )


def employers(at: datetime) -> dict[str, Employer]:
    """Return the demo's employers by key."""
    known = {employer.name: employer for employer in Employer.objects.all()}
    return {
        key: known.get(str(text["name"])) or organisations.found_employer(**text, by=None, at=at)  # type: ignore[arg-type]
        for key, text in texts.EMPLOYERS.items()
    }
