"""Logos of funders and partners: taken in as a picture of our own making, put in order, taken away."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from accounts import foot_cache
from accounts import queries as accounts
from accounts.actions.changing import MayNotChange, require_platform
from accounts.models import FundingPeriod, Provider, User
from media.models import FundingLogo, PartnerLogo
from media.models.logo import PLATFORM, logo_key
from media.queries import partners_cache_key
from privacy import audit

LARGEST = (960, 320)  # pixels: twice what a page shows, and sharp on paper
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000


class NotAPicture(Exception):
    """Raised when the upload is no PNG, JPEG, WebP or GIF, or one that unpacks to far too many pixels."""


class LogoIsThere(Exception):
    """Raised when the same picture stands there already."""


@transaction.atomic
def add_funding_logo(
    *, funding_period: FundingPeriod, upload: IO[bytes], alt_text: str, position: int, by: User | None, at: datetime
) -> FundingLogo:
    """
    Add a funder's logo to the period; pages and new certificates of its time show it.

    Raises MayNotChange, NotAPicture, LogoIsThere.
    """
    require_platform(by)
    FundingPeriod.objects.select_for_update().get(pk=funding_period.pk)
    content, width, height = as_logo(upload)
    sha256 = _keep(PLATFORM, content)
    if FundingLogo.objects.filter(funding_period=funding_period, sha256=sha256).exists():
        raise LogoIsThere
    logo = FundingLogo.objects.create(
        funding_period=funding_period, sha256=sha256, width=width, height=height, alt_text=alt_text, position=position
    )
    _record("funding_logo_added", logo, by=by, at=at)
    return logo


@transaction.atomic
def change_funding_logo(*, logo: FundingLogo, alt_text: str, position: int, by: User, at: datetime) -> None:
    """Change order and description of a logo. Raises MayNotChange."""
    require_platform(by)
    FundingLogo.objects.filter(pk=logo.pk).update(alt_text=alt_text, position=position)
    _record("funding_logo_changed", logo, by=by, at=at)


@transaction.atomic
def remove_funding_logo(*, logo: FundingLogo, by: User, at: datetime) -> None:
    """Take a logo away from pages and new certificates; issued ones keep theirs. Raises MayNotChange."""
    require_platform(by)
    _record("funding_logo_removed", logo, by=by, at=at)
    FundingLogo.objects.filter(pk=logo.pk).delete()


@transaction.atomic
def add_partner_logo(
    *, provider: Provider, name: str, website: str, upload: IO[bytes], position: int, by: User | None, at: datetime
) -> PartnerLogo:
    """Name a partner of the provider on its pages. Raises MayNotChange, NotAPicture, LogoIsThere."""
    _require_provider(by, provider)
    Provider.objects.select_for_update().get(pk=provider.pk)
    content, width, height = as_logo(upload)
    sha256 = _keep(str(provider.public_id), content)
    if PartnerLogo.objects.filter(provider=provider, sha256=sha256).exists():
        raise LogoIsThere
    logo = PartnerLogo.objects.create(
        provider=provider,
        name=name,
        website=website,
        sha256=sha256,
        width=width,
        height=height,
        position=position,
    )
    _record("partner_logo_added", logo, by=by, at=at, provider=provider)
    return logo


@transaction.atomic
def change_partner_logo(*, logo: PartnerLogo, name: str, website: str, position: int, by: User, at: datetime) -> None:
    """Change name, address and order of a partner. Raises MayNotChange."""
    _require_provider(by, logo.provider)
    PartnerLogo.objects.filter(pk=logo.pk).update(name=name, website=website, position=position)
    _record("partner_logo_changed", logo, by=by, at=at, provider=logo.provider)


@transaction.atomic
def remove_partner_logo(*, logo: PartnerLogo, by: User, at: datetime) -> None:
    """Take a partner away from the provider's pages. Raises MayNotChange."""
    _require_provider(by, logo.provider)
    _record("partner_logo_removed", logo, by=by, at=at, provider=logo.provider)
    PartnerLogo.objects.filter(pk=logo.pk).delete()


def as_logo(upload: IO[bytes]) -> tuple[bytes, int, int]:
    """
    Return the picture drawn anew as PNG, with width and height in pixels.

    Drawing anew leaves behind whatever else the file held (programs, places, names). Raises NotAPicture.
    """
    try:
        upload.seek(0)
        with Pillow.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise NotAPicture from error
    drawn.thumbnail(LARGEST)
    if drawn.getchannel("A").getextrema() == (255, 255):
        drawn = drawn.convert("RGB")
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue(), drawn.width, drawn.height


def _keep(folder: str, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    key = logo_key(folder, sha256)
    if not default_storage.exists(key):
        saved = default_storage.save(key, ContentFile(content))
        if saved != key:  # somebody kept the same picture at the same moment
            default_storage.delete(saved)
    return sha256


def _require_provider(by: User | None, provider: Provider) -> None:
    if by is not None and not accounts.editable_providers(by).filter(pk=provider.pk).exists():
        raise MayNotChange


def _record(
    what: str, logo: FundingLogo | PartnerLogo, *, by: User | None, at: datetime, provider: Provider | None = None
) -> None:
    audit.record(f"media.{what}", subject=logo, by=by, at=at, provider=provider, details={"sha256": logo.sha256})
    foot_cache.forget(foot_cache.FUNDING if provider is None else partners_cache_key(provider))
