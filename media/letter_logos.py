"""What a letter says about its funding, with logos that travel inside it (settings.LETTER_FUNDING)."""

from __future__ import annotations

import io
from datetime import date
from functools import lru_cache

from django.core.files.storage import default_storage
from PIL import Image as Pillow

from accounts.models import Provider
from accounts.queries.funding import current_periods, funding_period
from media.models import FundingLogo
from ui.parts import FundingNote, InlineLogo

SHOWN_HEIGHT = 48  # pixels in the letter; drawn twice as large for dense screens
SHOWN_WIDTH = 200
MOST_BYTES = 60_000  # of all logos of a letter: beyond that the words must do


def funding_notes(provider: Provider | None, *, on: date) -> list[FundingNote]:
    """
    Return the wording and the logos of the provider's period on this day; without a provider all current ones.

    Each wording once. A logo whose file is gone is left out, and all of them where they would make the letter heavy:
    the wording is what the funders ask of a letter, the logos are welcome.
    """
    if provider is not None:
        own = funding_period(provider.network, on)
        periods = [own] if own is not None else []
    else:
        periods = list(current_periods(on).order_by("network__code", "-starts_on"))
    notes: dict[str, FundingNote] = {}
    room = MOST_BYTES
    for period in periods:
        if period.statement in notes:
            continue
        found = [_inline(logo) for logo in FundingLogo.objects.filter(funding_period=period)]
        logos = tuple(logo for logo in found if logo is not None)
        weight = sum(len(logo.png) for logo in logos)
        if weight > room:
            logos, weight = (), 0
        room -= weight
        notes[period.statement] = FundingNote(period.statement, logos)
    return list(notes.values())


def _inline(logo: FundingLogo) -> InlineLogo | None:
    try:
        png, width, height = _small(logo.storage_key)
    except FileNotFoundError:
        return None
    return InlineLogo(logo.sha256, logo.alt_text, width // 2, height // 2, png)


@lru_cache(maxsize=64)  # a logo's key is made of its content, so what is kept is never old
def _small(key: str) -> tuple[bytes, int, int]:
    with default_storage.open(key) as file, Pillow.open(file, formats=("PNG",)) as picture:
        small = picture.copy()
    small.thumbnail((2 * SHOWN_WIDTH, 2 * SHOWN_HEIGHT))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue(), small.width, small.height
