"""Publications that no editor's click causes: a released version, a planned day, an expiry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState

from accounts.models import User
from jobs.actions import enqueue
from privacy import audit
from reviews import kinds
from reviews.actions import letters
from reviews.rules import NotReady

PUBLISH_JOB = "reviews.publish"
EXPIRE_JOB = "reviews.expire"


def publish_released(workflow_state: WorkflowState, user: User | None = None) -> None:
    """
    Publish what was released: exactly the version that was handed in, with its parts.

    Raises NotReady; the release is then taken back with the rest of the transaction.
    """
    approval = workflow_state.current_task_state.specific
    revision = approval.revision
    model = revision.content_type.model_class()
    kinds.kind_of(model).publish(revision=revision, parts=list(approval.parts.all()), by=user)


def enqueue_due(*, at: datetime) -> int:
    """Write a job for each planned publication and expiry whose moment has come; return how many there are."""
    due = Revision.objects.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at")
    count = 0
    for pk, moment in due.values_list("pk", "approved_go_live_at"):
        enqueue(kind=PUBLISH_JOB, key=f"{PUBLISH_JOB}:{pk}:{int(moment.timestamp())}", payload={"revision": pk}, at=at)
        count += 1
    for model in kinds.models():
        over = model._default_manager.filter(live=True, expire_at__lte=at)
        for pk, moment in over.values_list("pk", "expire_at"):
            payload = {"model": model._meta.label_lower, "content": pk}
            key = f"{EXPIRE_JOB}:{model._meta.label_lower}:{pk}:{int(moment.timestamp())}"
            enqueue(kind=EXPIRE_JOB, key=key, payload=payload, at=at)
            count += 1
    return count


def run_publication(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Publish a version on its day, or unplan it and tell who planned it what was missing. Idempotent."""
    try:
        with transaction.atomic():
            revision = _due_revision(payload, at)
            if revision is not None:
                kind = kinds.kind_of(revision.content_type.model_class())
                kind.publish(revision=revision, parts=[], by=None)
    except NotReady as refusal:
        with transaction.atomic():
            revision = _due_revision(payload, at)
            if revision is not None:
                _unplan(revision, refusal, at)


def _due_revision(payload: Mapping[str, Any], at: datetime) -> Revision | None:
    found: Revision | None = (
        Revision.objects.select_for_update(of=("self",))
        .filter(pk=payload["revision"], approved_go_live_at__lte=at)
        .first()
    )
    return found


def _unplan(revision: Revision, refusal: NotReady, at: datetime) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    content = revision.as_object()
    log(instance=content, action="wagtail.schedule.cancel", user=None, revision=revision)
    _refused("reviews.publication_refused", content, at)
    letters.publication_refused(
        content=content, recipient=revision.user, texts=refusal.texts, key=f"{PUBLISH_JOB}:{revision.pk}", at=at
    )


def run_expiry(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Take content off the public site when its time is over, or say why it had to stay. Idempotent."""
    model = apps.get_model(payload["model"])
    try:
        with transaction.atomic():
            if (content := _over(model, payload, at)) is not None:
                kinds.kind_of(type(content)).expire(content=content)
    except NotReady as refusal:
        with transaction.atomic():
            if (content := _over(model, payload, at)) is not None:
                moment = content.expire_at
                model._default_manager.filter(pk=content.pk).update(expire_at=None)
                _refused("reviews.expiry_refused", content, at)
                recipient = content.live_revision.user if content.live_revision else None
                key = f"{EXPIRE_JOB}:{model._meta.label_lower}:{content.pk}:{int(moment.timestamp())}"
                letters.expiry_refused(content=content, recipient=recipient, texts=refusal.texts, key=key, at=at)


def _over(model: Any, payload: Mapping[str, Any], at: datetime) -> Any:
    rows = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(pk=payload["content"], live=True, expire_at__lte=at).first()
    return getattr(found, "specific", found)


def _refused(action: str, content: Any, at: datetime) -> None:
    audit.record(action, subject=content, by=None, at=at, provider=content.owning_provider)
