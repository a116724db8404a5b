"""Handing in, taking back, releasing and giving back. Wagtail's log writes the audit rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Revision, WorkflowState

from accounts.models import User
from reviews import queries
from reviews.models import ProviderApproval
from reviews.rules import NotInReview, OwnWork


class MayNotReview(Exception):
    """The acting person does not review for this provider."""


@transaction.atomic
def submit(*, content: Any, parts: Sequence[Revision] = (), note: str = "", by: User) -> ProviderApproval:
    """
    Hand in the latest version of the content, and with it `parts`, the versions of other content it needs.

    Raises NotInReview where the provider wants no review. What waits already is returned as it is.
    """
    waiting = queries.approval_of(content)
    if waiting is not None:
        return waiting
    workflow = queries.workflow_of(content.owning_provider.pk if content.owning_provider else None)
    if workflow is None:
        raise NotInReview
    if content.latest_revision is None:
        content.save_revision(user=by, clean=False)
    state = content.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES and state.workflow_id == workflow.pk:
        state.resume(user=by)
    else:
        if state is not None:
            state.cancel(user=by)
        workflow.start(content, by)
    approval = queries.approval_of(content)
    if approval is None:
        raise NotInReview
    approval.note = note.strip()
    approval.save(update_fields=["note"])
    approval.parts.set(parts)
    return approval


@transaction.atomic
def withdraw(*, content: Any, by: User) -> None:
    """Take back what was handed in, to go on writing. Raises NotInReview, MayNotReview."""
    state = content.current_workflow_state
    if state is None:
        raise NotInReview
    approval = queries.approval_of(content)
    if by.pk not in {state.requested_by_id, approval.submitted_by_id if approval else None}:
        raise MayNotReview
    locked = queries.lock(state.pk)
    if locked.status not in (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES):
        raise NotInReview
    locked.cancel(user=by)


@transaction.atomic
def release(*, approval: ProviderApproval, comment: str = "", by: User) -> None:
    """
    Release a version, which publishes it with its parts.

    Raises MayNotReview, OwnWork, NotInReview, and NotReady when the checks of its kind still find something missing;
    then nothing has happened.
    """
    locked = _waiting(approval, by)
    if by.pk in locked.authors():
        raise OwnWork
    locked.task.specific.on_action(locked, by, "approve", comment=comment.strip())


@transaction.atomic
def give_back(*, approval: ProviderApproval, comment: str, by: User) -> None:
    """Give a version back with a word on what should change. Raises MayNotReview, NotInReview."""
    locked = _waiting(approval, by)
    locked.task.specific.on_action(locked, by, "reject", comment=comment.strip())


def _waiting(approval: ProviderApproval, by: User) -> ProviderApproval:
    queries.lock(approval.workflow_state_id)
    locked: ProviderApproval = ProviderApproval.objects.get(pk=approval.pk)
    if not locked.task.specific.may_review(by):
        raise MayNotReview
    if locked.status != ProviderApproval.STATUS_IN_PROGRESS:
        raise NotInReview
    return locked
