"""How pages go public and leave again when no editor's click decides it (settings.CONTENT_KINDS)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from accounts.models import User


@transaction.atomic
def publish(*, revision: Revision, parts: Sequence[Revision], by: User | None) -> None:
    """Publish this version. Raises reviews.rules.NeedsReview. `by=None` is the day that was planned."""
    log_action: bool | str = True if by is not None else "wagtail.publish.scheduled"
    revision.publish(user=by, log_action=log_action, skip_permission_checks=True)


@transaction.atomic
def expire(*, content: Any) -> None:
    """Take the page off the public site because its time is over."""
    content.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
