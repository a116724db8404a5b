"""Who wants a review, what waits for one, and what has passed it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from accounts.back_office import provider_keys
from accounts.models import Membership, Provider, User
from accounts.roles import Permission, Scope, roles_with
from reviews.models import ProviderApproval, ProviderApprovalTask

# What Wagtail asks about publishing, in its own words.
PUBLISHING = {"publish", "lock", "unlock"}
SHOWN = 10


def reviewing(keys: Collection[int]) -> set[int]:
    """Return those of these providers that want a review."""
    if not keys:
        return set()
    tasks = ProviderApprovalTask.objects.filter(active=True, provider__in=keys)
    return set(tasks.values_list("provider_id", flat=True))


def needs_review(provider_id: int | None) -> bool:
    """Return whether nobody may publish alone at this provider."""
    return provider_id is not None and provider_id in reviewing([provider_id])


def adapt(user: Any, action: str, keys: set[int]) -> set[int]:
    """Give publishing, and looking, to the reviewers where a provider wants a review (accounts' `Adapt`)."""
    if action not in PUBLISHING and action != "view":
        return keys
    released_by = provider_keys(user, [Permission.REVIEW_CONTENT])
    strict = _strict(user)
    if action == "view":
        return keys | (released_by & strict)
    return (keys - strict) | (released_by & strict)


def _strict(user: Any) -> set[int]:
    """Return those of the person's providers that want a review, read once per request like their roles."""
    known: set[int] | None = user.__dict__.get("_reviewing")
    if known is None:
        known = reviewing(provider_keys(user, [Permission.ENTER_BACK_OFFICE]))
        user.__dict__["_reviewing"] = known
    return known


def workflow_of(provider_id: int | None) -> Workflow | None:
    """Return the workflow of a provider that wants a review."""
    if provider_id is None:
        return None
    tasks = ProviderApprovalTask.objects.filter(active=True, provider=provider_id)
    found: Workflow | None = Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks.values("pk")).first()
    return found


def is_released(revision: Revision, *, provider_id: int) -> bool:
    """Return whether this very version has passed the review of this provider."""
    approved = ProviderApproval.objects.filter(
        Q(revision=revision) | Q(parts=revision),
        status=TaskState.STATUS_APPROVED,
        task__in=ProviderApprovalTask.objects.filter(provider=provider_id).values("pk"),
    )
    return bool(approved.exists())


def lock(workflow_state_id: int) -> WorkflowState:
    """
    Lock a review and return it; for whoever decides, before asking whether anybody else has.

    The approval itself lies in two tables: a lock on the one would read the status out of the other as it was before.
    """
    state: WorkflowState = WorkflowState.objects.select_for_update().get(pk=workflow_state_id)
    return state


def is_held(revision: Revision) -> bool:
    """Return whether this very version is being reviewed or was released, so that it must stay what it is."""
    waiting = ProviderApproval.objects.filter(
        Q(revision=revision) | Q(parts=revision), status__in=(TaskState.STATUS_IN_PROGRESS, TaskState.STATUS_APPROVED)
    )
    return bool(waiting.exists())


def approval_of(content: Any) -> ProviderApproval | None:
    """Return the review that the content is in, or None."""
    state = content.current_workflow_task_state
    return state if isinstance(state, ProviderApproval) else None


def last_return(content: Any) -> ProviderApproval | None:
    """Return the review that gave the content back, while nobody has handed it in again."""
    state: WorkflowState | None = content.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return None
    found = state.current_task_state.specific
    return found if isinstance(found, ProviderApproval) else None


def waiting_for(user: User) -> QuerySet[ProviderApproval]:
    """Return what waits for this reviewer, longest first; own work is left out."""
    tasks = ProviderApprovalTask.objects.filter(
        active=True, provider__in=provider_keys(user, [Permission.REVIEW_CONTENT])
    )
    waiting = ProviderApproval.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks.values("pk"))
    found: QuerySet[ProviderApproval] = (
        waiting.exclude(submitted_by=user)
        .select_related("revision__content_type", "submitted_by", "workflow_state")
        .order_by("started_at", "pk")[:SHOWN]
    )
    return found


def returned_to(user: User) -> QuerySet[ProviderApproval]:
    """Return what reviewers gave back to this person, latest first."""
    mine = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    back = ProviderApproval.objects.filter(
        submitted_by=user, status=TaskState.STATUS_REJECTED, pk__in=mine.values("current_task_state")
    )
    found: QuerySet[ProviderApproval] = back.select_related("revision__content_type", "finished_by").order_by(
        "-finished_at", "pk"
    )[:SHOWN]
    return found


def _with(permission: Permission, provider: Provider) -> set[int]:
    held = Membership.objects.active().filter(provider=provider, role__in=roles_with(permission, Scope.PROVIDER))
    return set(held.values_list("user_id", flat=True))


def reviewers_of(provider: Provider) -> QuerySet[User]:
    """Return who reviews at this provider, and nobody else's staff."""
    return User.objects.filter(pk__in=_with(Permission.REVIEW_CONTENT, provider), is_active=True).order_by("pk")


def everybody_has_a_reviewer(provider: Provider) -> bool:
    """Return whether all who write there have somebody else to review it."""
    reviewers = _with(Permission.REVIEW_CONTENT, provider)
    writers = _with(Permission.EDIT_COURSES, provider) | _with(Permission.EDIT_PAGES, provider)
    return bool(reviewers) and all(reviewers - {writer} for writer in writers)
