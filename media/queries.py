"""What the foot of a page and a document says about funders and partners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts import foot_cache
from accounts.models import FundingPeriod, Network, Provider
from accounts.queries.funding import current_periods, funding_period
from media.models import FundingLogo, PartnerLogo


@dataclass(frozen=True, slots=True)
class LogoShown:
    """A logo as pages and documents show it. Size in pixels."""

    alt_text: str
    url: str
    width: int
    height: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FundingBlock:
    """The funders' statement with their logos, in their order."""

    statement: str
    logos: tuple[LogoShown, ...]


def funding_blocks(*, on: date, provider: Provider | None = None) -> list[FundingBlock]:
    """
    Return what a page says about its funding on this day (Art. 50 Reg. (EU) 2021/1060).

    With `provider`: the period of its network or of the nearest above. Without: all current ones, each once.
    """
    current = _current(on)
    if provider is None:
        return list(dict.fromkeys(current.values()))
    network_id: int | None = provider.network_id
    while network_id is not None and network_id not in current:
        network_id = Network.objects.filter(pk=network_id).values_list("parent_id", flat=True).first()
    return [current[network_id]] if network_id is not None else []


def _current(on: date) -> dict[int, FundingBlock]:
    """Return the blocks of this day by network; from the cache, because each page of the house asks."""
    kept = foot_cache.kept(foot_cache.FUNDING)
    if kept is not None and kept[0] == on:
        found: dict[int, FundingBlock] = kept[1]
        return found
    periods = current_periods(on).order_by("network__code", "-starts_on").prefetch_related("logos")
    found = {}
    for period in periods:
        found.setdefault(period.network_id, block_of(period))
    foot_cache.keep(foot_cache.FUNDING, (on, found))
    return found


def block_of(period: FundingPeriod) -> FundingBlock:
    """Return the statement and the logos of a period."""
    logos: Iterable[FundingLogo] = period.logos.all()  # type: ignore[attr-defined]  # a reverse key of an app above
    return FundingBlock(
        statement=period.statement,
        logos=tuple(LogoShown(logo.alt_text, logo.url, logo.width, logo.height, logo.sha256) for logo in logos),
    )


def funding_of(provider: Provider, *, on: date) -> FundingBlock | None:
    """Return the block that a document of the provider carries on this day, past kept; never from the cache."""
    period = funding_period(provider.network, on)
    return block_of(period) if period is not None else None


def partners(provider: Provider) -> list[PartnerLogo]:
    """Return the partners of the provider, in their order; from the cache, as above."""
    key = partners_cache_key(provider)
    found: list[PartnerLogo] | None = foot_cache.kept(key)
    if found is None:
        found = list(PartnerLogo.objects.filter(provider=provider).select_related("provider"))
        foot_cache.keep(key, found)
    return found


def partners_cache_key(provider: Provider) -> str:
    """Return where the cache keeps the provider's partners; a change deletes it."""
    return f"partners:{provider.pk}"
