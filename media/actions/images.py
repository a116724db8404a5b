"""Pictures of courses and pages: brought in with their words, and changed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.utils.file import hash_filelike

from accounts.actions.changing import MayNotChange
from accounts.models import Provider, User
from media.actions.logos import MOST_PIXELS, NotAPicture
from media.bare_pictures import ENDINGS, format_of, without_metadata
from media.models import Image, Licence
from media.rules import may_add
from privacy import audit

WORDS = ("title", "description", "credit")


class WordsMissing(Exception):
    """Raised when a picture lacks a title, what a screen reader says (WCAG 2.2, 1.1.1), or whose work it is."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


class ImageIsThere(Exception):
    """Raised when the provider has the same picture already; it comes along."""

    def __init__(self, image: Image) -> None:
        self.image = image
        super().__init__(image.public_id)


@transaction.atomic
def add_image(
    *,
    provider: Provider,
    upload: IO[bytes],
    title: str,
    description: str,
    credit: str,
    by: User | None,
    at: datetime,
    licence: Licence = Licence.OWN,
    source_url: str = "",
    is_for_platform: bool = False,
) -> Image:
    """
    Keep a picture of the provider, with what a screen reader says instead of it and whose work it is.

    What the camera wrote into it, the place above all, is not kept.

    `by=None` is the platform itself. Raises MayNotChange, WordsMissing, NotAPicture, ImageIsThere.
    """
    if by is not None and not may_add(by, Image, provider=provider, is_for_platform=is_for_platform):
        raise MayNotChange
    said = {"title": title.strip(), "description": description.strip(), "credit": credit.strip()}
    _require_words(said)
    ending = _ending(upload)
    Provider.objects.select_for_update().get(pk=provider.pk)  # two at once still keep it once
    if (known := same_image(provider, upload)) is not None:
        raise ImageIsThere(known)
    image = Image(
        provider=provider,
        file=ContentFile(without_metadata(upload), name=f"bild.{ending}"),
        licence=licence,
        source_url=source_url,
        is_for_platform=is_for_platform,
        uploaded_by_user=by,
        **said,
    )
    image._set_image_file_metadata()
    image.save()
    audit.record("media.image_added", subject=image, by=by, at=at, provider=provider, details=_details(image))
    return image


@transaction.atomic
def change_image(*, image: Image, changes: Mapping[str, Any], by: User, at: datetime) -> None:
    """Change the words of a picture, its licence, or whether the platform may show it. Raises WordsMissing."""
    for name, value in changes.items():
        setattr(image, name, value)
    _require_words({name: getattr(image, name) for name in WORDS})
    image.save(update_fields=[*changes])
    details = {**_details(image), "fields": sorted(changes)}
    audit.record("media.image_changed", subject=image, by=by, at=at, provider=image.provider, details=details)


def same_image(provider: Provider, upload: IO[bytes]) -> Image | None:
    """Return the provider's picture with exactly this content, whatever its name. Raises NotAPicture."""
    _ending(upload)
    kept = hash_filelike(io.BytesIO(without_metadata(upload)))
    upload.seek(0)
    came = hash_filelike(upload)  # pictures from before are kept as they came
    upload.seek(0)
    image: Image | None = Image.objects.filter(provider=provider, file_hash__in={kept, came}).order_by("pk").first()
    return image


def _require_words(said: Mapping[str, str]) -> None:
    missing = [name for name in WORDS if not said[name]]
    if missing:
        raise WordsMissing(missing)


def _ending(upload: IO[bytes]) -> str:
    """Return the usual ending of what the picture really is. Raises NotAPicture."""
    try:
        upload.seek(0)
        with Pillow.open(upload, formats=tuple(ENDINGS)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            picture.load()
            return ENDINGS[format_of(picture)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise NotAPicture from error


def _details(image: Image) -> dict[str, Any]:
    return {"sha1": image.file_hash, "licence": image.licence, "for_platform": image.is_for_platform}
