"""What the foot of every page says about who pays and who helps."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils import timezone

from accounts.models import Provider
from media import queries
from media.models import PartnerLogo
from media.queries import FundingBlock, LogoShown

register = template.Library()


def _provider(context: Context) -> Provider | None:
    """Return whose page it is: `funding_provider` of the context, else of the page of the website."""
    named = context.get("funding_provider") or getattr(context.get("page"), "funding_provider", None)
    return named if isinstance(named, Provider) else None


@register.simple_tag(takes_context=True)
def funding_blocks(context: Context) -> list[FundingBlock]:
    """Return statements and logos of today: those of the page's provider, else all current ones."""
    return queries.funding_blocks(on=timezone.localdate(), provider=_provider(context))


@register.filter
def logos_once(blocks: list[FundingBlock]) -> list[LogoShown]:
    """Return the logos of all blocks, each once: networks share most of their funders."""
    return list({logo.sha256: logo for block in blocks for logo in block.logos}.values())


@register.simple_tag(takes_context=True)
def funding_partners(context: Context) -> list[PartnerLogo]:
    """Return the partners of the page's provider; none for a page of the platform."""
    provider = _provider(context)
    return queries.partners(provider) if provider is not None else []
