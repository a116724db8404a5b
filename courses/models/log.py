from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

from privacy import audit

# Wagtail's action -> our past participle. Plain edits are autosaves and revisions tell them: exempt (ADR 0006).
AUDITED_ACTIONS = {
    "wagtail.create": "created",
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


class ContentLogManager(ModelLogEntryManager):  # type: ignore[misc]
    """Writes Wagtail's log entry for the history screen, and our audit row beside it."""

    def log_action(self, instance: Any, action: str, **kwargs: Any) -> Any:
        with transaction.atomic():
            entry = super().log_action(instance, action, **kwargs)
            if action in AUDITED_ACTIONS:
                revision = kwargs.get("revision")
                audit.record(
                    f"courses.{instance._meta.model_name}_{AUDITED_ACTIONS[action]}",
                    subject=instance,
                    by=kwargs.get("user"),
                    at=entry.timestamp,
                    provider=instance.provider,
                    details={"revision": revision.pk} if revision is not None else {},
                )
        return entry

    def viewable_by_user(self, user: Any) -> Any:
        """Return nothing: site-wide reports already list these rows through Wagtail's own model."""
        return self.get_queryset().none()


class ContentLogEntry(ModelLogEntry):  # type: ignore[misc]
    """Wagtail's log entry for courses and units; the door through which its editor feeds our audit trail."""

    objects = ContentLogManager()

    class DataCard:
        purpose = "Shows editors the history of a course or unit."
        personal = {"user": "who edited"}
        retention = "with the course or unit"
        platform = "Wagtail's table; the audit row beside it names the provider."

    class Meta:
        proxy = True
