from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import PageLogEntry
from wagtail.models.pages import PageLogEntryManager

from reviews.log import record_beside

# Done by nobody when the platform builds its basic tree: no act of a person. What nobody does later has other names.
BUILDING = {"wagtail.create", "wagtail.copy_for_translation", "wagtail.publish", "wagtail.delete"}


class SitePageLogManager(PageLogEntryManager):  # type: ignore[misc]
    """Writes Wagtail's log entry for the history screen, and our audit row beside it."""

    def log_action(self, instance: Any, action: str, **kwargs: Any) -> Any:
        with transaction.atomic():
            entry = super().log_action(instance, action, **kwargs)
            if entry.user is not None or action not in BUILDING:
                provider, revision = instance.owning_provider, kwargs.get("revision")
                record_beside(entry, noun="cms.page", subject=instance, provider=provider, revision=revision)
        return entry


class SitePageLogEntry(PageLogEntry):  # type: ignore[misc]
    """Wagtail's log entry for pages; the door through which its editor feeds our audit trail."""

    objects = SitePageLogManager()

    class DataCard:
        purpose = "Shows editors the history of a page."
        personal = {"user": "who edited"}
        retention = "with the page"
        platform = "Wagtail's table; the audit row beside it names the provider."

    class Meta:
        proxy = True
