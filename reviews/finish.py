"""The end of a workflow. Wagtail imports this while its own models are still being read: nothing above stands here."""

from __future__ import annotations

from typing import Any


def publish_released(workflow_state: Any, user: Any = None) -> None:
    """Publish what was released (settings.WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    from reviews.actions import publishing

    publishing.publish_released(workflow_state, user)
