from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import ModelLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

from reviews.log import record_beside


class ContentLogManager(ModelLogEntryManager):  # type: ignore[misc]
    """Writes Wagtail's log entry for the history screen, and our audit row beside it."""

    def log_action(self, instance: Any, action: str, **kwargs: Any) -> Any:
        with transaction.atomic():
            entry = super().log_action(instance, action, **kwargs)
            noun, revision = f"courses.{instance._meta.model_name}", kwargs.get("revision")
            record_beside(entry, noun=noun, subject=instance, provider=instance.provider, revision=revision)
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
