"""A provider begins or ends to want four eyes on whatever goes public."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Workflow, WorkflowTask

from accounts import rules as access
from accounts.models import Provider, User
from accounts.roles import Permission
from privacy import audit
from reviews import queries
from reviews.models import ProviderApprovalTask
from reviews.rules import NobodyToReview

# Neutral on purpose: Wagtail shows the name of a step, and it must not tell whose it is.
NAME = "Freigabe"


class MayNotDecide(Exception):
    """Whether a provider wants reviews is decided by its own administration."""


@transaction.atomic
def want_review(*, provider: Provider, by: User, at: datetime) -> None:
    """
    Let nobody publish alone at this provider from now on. Raises MayNotDecide, NobodyToReview.

    Makes the provider's workflow of one step, or wakes it up again. What is public stays public.
    """
    _lock(provider, by)
    if queries.needs_review(provider.pk):
        return
    if not queries.everybody_has_a_reviewer(provider):
        raise NobodyToReview
    task = ProviderApprovalTask.objects.filter(provider=provider).first()
    if task is None:
        task = ProviderApprovalTask.objects.create(provider=provider, name=NAME)
        WorkflowTask.objects.create(workflow=Workflow.objects.create(name=NAME), task=task, sort_order=0)
    else:
        ProviderApprovalTask.objects.filter(pk=task.pk).update(active=True)
        Workflow.objects.filter(workflow_tasks__task=task).update(active=True)
    audit.record("reviews.review_wanted", subject=provider, by=by, at=at, provider=provider)


@transaction.atomic
def end_review(*, provider: Provider, by: User, at: datetime) -> None:
    """Let editors publish by themselves again; what waits goes back to being a draft. Raises MayNotDecide."""
    _lock(provider, by)
    task = ProviderApprovalTask.objects.filter(provider=provider, active=True).first()
    if task is None:
        return
    for workflow in Workflow.objects.filter(workflow_tasks__task=task):
        workflow.deactivate(user=by)
    task.deactivate(user=by)
    audit.record("reviews.review_ended", subject=provider, by=by, at=at, provider=provider)


def _lock(provider: Provider, by: User) -> None:
    if not access.may(by, Permission.EDIT_PROVIDER, provider=provider):
        raise MayNotDecide
    Provider.objects.select_for_update().get(pk=provider.pk)
