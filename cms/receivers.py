"""Facts of Wagtail that end the version of kept pages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published, page_slug_changed, page_unpublished, published, unpublished

from cms import page_cache


@receiver(
    [published, unpublished, page_published, page_unpublished, page_slug_changed], dispatch_uid="cms_end_kept_pages"
)
def end_kept_pages(**_kwargs: Any) -> None:
    """Show what was published or taken back at once, whoever did it: an editor, a schedule, a command."""
    transaction.on_commit(page_cache.bump)
