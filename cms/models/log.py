from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import PageLogEntry
from wagtail.models.pages import PageLogEntryManager

from privacy import audit

# Wagtail's action -> our past participle. Plain edits are autosaves and revisions tell them: exempt (ADR 0006).
AUDITED_ACTIONS = {
    "wagtail.create": "created",
    "wagtail.create_alias": "created",
    "wagtail.copy": "copied",
    "wagtail.copy_for_translation": "translation_started",
    "wagtail.move": "moved",
    "wagtail.reorder": "reordered",
    "wagtail.publish": "published",
    "wagtail.publish.scheduled": "published",
    "wagtail.publish.schedule": "publication_scheduled",
    "wagtail.schedule.cancel": "publication_unscheduled",
    "wagtail.unpublish": "unpublished",
    "wagtail.unpublish.scheduled": "expired",
    "wagtail.delete": "deleted",
    "wagtail.revert": "reverted",
    "wagtail.lock": "locked",
    "wagtail.unlock": "unlocked",
    "wagtail.workflow.start": "submitted",
    "wagtail.workflow.approve": "approved",
    "wagtail.workflow.reject": "rejected",
    "wagtail.workflow.resume": "resubmitted",
    "wagtail.workflow.cancel": "withdrawn_from_review",
}
# Done by nobody when the platform builds its basic tree: no act of a person. What nobody does later has other names.
BUILDING = {"wagtail.create", "wagtail.copy_for_translation", "wagtail.publish", "wagtail.delete"}


class SitePageLogManager(PageLogEntryManager):  # type: ignore[misc]
    """Writes Wagtail's log entry for the history screen, and our audit row beside it."""

    def log_action(self, instance: Any, action: str, **kwargs: Any) -> Any:
        with transaction.atomic():
            entry = super().log_action(instance, action, **kwargs)
            is_building = kwargs.get("user") is None and action in BUILDING
            if action in AUDITED_ACTIONS and not is_building:
                revision = kwargs.get("revision")
                audit.record(
                    f"cms.page_{AUDITED_ACTIONS[action]}",
                    subject=instance,
                    by=kwargs.get("user"),
                    at=entry.timestamp,
                    provider=instance.owning_provider,
                    details={"revision": revision.pk} if revision is not None else {},
                )
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
