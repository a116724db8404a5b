"""Facts of Wagtail's workflows that people must hear of, in our letters and not in Wagtail's mails."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail import signals
from wagtail.models import TaskState, WorkflowState

from reviews.actions import letters
from reviews.models import ProviderApproval


def connect() -> None:
    """
    Take the places of Wagtail's own notifiers.

    Those mail titles to whoever Wagtail thinks of, in Wagtail's words. They are connected under these ids, and what
    stands there first stays: Wagtail's admin comes later in INSTALLED_APPS.
    """
    signals.workflow_submitted.connect(
        on_submitted, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification"
    )
    signals.workflow_rejected.connect(
        on_workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
    signals.workflow_approved.connect(
        on_workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
    signals.task_submitted.connect(
        on_task_submitted, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
    )
    signals.task_submitted.connect(on_task_submitted, sender=ProviderApproval, dispatch_uid="reviews_asked")


def on_submitted(**_kwargs: Any) -> None:
    """The step that follows writes the letters."""


def on_task_submitted(*, instance: TaskState, user: Any = None, **_kwargs: Any) -> None:
    """Ask the provider's reviewers."""
    if isinstance(instance, ProviderApproval):
        instance.submitted_by = user
        letters.review_asked(instance, at=timezone.now())


def on_workflow_rejected(*, instance: WorkflowState, **_kwargs: Any) -> None:
    """Tell who handed in that it comes back."""
    _ended(instance, is_released=False)


def on_workflow_approved(*, instance: WorkflowState, **_kwargs: Any) -> None:
    """Tell who handed in that it is released."""
    _ended(instance, is_released=True)


def _ended(state: WorkflowState, *, is_released: bool) -> None:
    approval = state.current_task_state.specific if state.current_task_state else None
    if isinstance(approval, ProviderApproval):
        letters.review_ended(approval, is_released=is_released, at=timezone.now())
