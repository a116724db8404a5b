"""How Wagtail's log becomes our audit trail, for every kind of content that its editor writes."""

from __future__ import annotations

from typing import Any

from accounts.models import Provider
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


def record_beside(entry: Any, *, noun: str, subject: Any, provider: Provider | None, revision: Any) -> None:
    """
    Write the audit row beside Wagtail's log entry, in the transaction of both.

    `noun` begins its name: "courses.unit" makes "courses.unit_published".
    """
    if entry.action in AUDITED_ACTIONS:
        audit.record(
            f"{noun}_{AUDITED_ACTIONS[entry.action]}",
            subject=subject,
            by=entry.user,
            at=entry.timestamp,
            provider=provider,
            details={"revision": revision.pk} if revision is not None else {},
        )
