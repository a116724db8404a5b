"""Pictures for the demo's pages and courses, drawn when they are wanted."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Provider
from demo.content import pictures as texts
from demo.illustrations import illustration
from media.actions import images
from media.models import Image


def drawn(
    name: str, motif: str, provider: Provider, *, label: str, at: datetime, is_for_platform: bool = False
) -> Image:
    """Return the provider's picture for the page or course of this name and label; drawn where it is missing."""
    title, description = texts.MOTIFS[motif]
    try:
        return images.add_image(
            provider=provider,
            upload=illustration(name, motif),
            title=f"{title} – {label}",
            description=description,
            credit=texts.CREDIT,
            is_for_platform=is_for_platform,
            by=None,
            at=at,
        )
    except images.ImageIsThere as known:
        return known.image


def drawn_for_platform(provider: Provider, name: str, motif: str, label: str, *, at: datetime) -> Image:
    """Return a picture for a page that belongs to no provider; this one answers for the rights in it."""
    return drawn(name, motif, provider, label=label, at=at, is_for_platform=True)
