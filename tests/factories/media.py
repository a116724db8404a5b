"""Pictures for tests, and the foot of pages in the cache, where it is on all but the first page."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts.models import Provider
from media import queries


def picture(*, width: int = 40, height: int = 20, colour: str = "navy", kind: str = "PNG") -> ContentFile:
    """Return an upload with one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return ContentFile(out.getvalue(), name=f"logo.{kind.lower()}")


def keep_foot(provider: Provider) -> None:
    """Let the next page of the provider find in the cache what its foot says."""
    queries.funding_blocks(on=timezone.localdate(), provider=provider)
    queries.partners(provider)
