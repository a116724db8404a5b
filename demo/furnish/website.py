"""The demo's own pages and news on the website."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Provider
from cms.actions import tree


def pages(providers: dict[str, Provider], *, at: datetime) -> None:
    """Make the basic tree and a section for each provider."""
    tree.build_site(at=at)
    for provider in providers.values():
        tree.provider_section(provider=provider, at=at)
