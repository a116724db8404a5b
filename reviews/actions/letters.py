"""Letters about reviews: only to the provider's own people, each in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise

from accounts.models import User
from notifications import actions as post
from reviews import queries
from reviews.models import ProviderApproval


def review_asked(approval: ProviderApproval, *, at: datetime) -> None:
    """Tell the provider's reviewers that something waits, but not who handed it in."""
    content = approval.revision.as_object()
    by = approval.workflow_state.requested_by if approval.submitted_by is None else approval.submitted_by
    own = [by.pk] if by is not None else []
    for reviewer in queries.reviewers_of(content.owning_provider).exclude(pk__in=own):
        person = by.display_name if by else ""
        _write("review_asked", approval, content, reviewer, at, path=content.review_path, person=person)


def review_ended(approval: ProviderApproval, *, is_released: bool, at: datetime) -> None:
    """Tell who handed in what became of it, unless they ended it themselves."""
    recipient = approval.submitted_by
    if recipient is None or recipient.pk == approval.finished_by_id:
        return
    content = approval.revision.as_object()
    event = "review_released" if is_released else "review_returned"
    person = approval.finished_by.display_name if approval.finished_by else ""
    path, comment = content.edit_path, approval.comment
    _write(event, approval, content, recipient, at, path=path, person=person, comment=comment)


def _write(
    event: str, approval: ProviderApproval, content: Any, recipient: User, at: datetime, *, path: str, **told: str
) -> None:
    post.write(
        key=f"{event}:{approval.pk}:{recipient.public_id}",
        recipient=recipient,
        event=event,
        context={"title": str(content), "url": f"{settings.SITE_ORIGIN}{path}", **told},
        at=at,
        provider=content.owning_provider,
    )


def publication_refused(
    *, content: Any, recipient: User | None, texts: Sequence[StrOrPromise], key: str, at: datetime
) -> None:
    """Tell who planned a publication that it could not happen, and what is missing."""
    _refusal("publication_refused", content, recipient, texts, key, at)


def expiry_refused(
    *, content: Any, recipient: User | None, texts: Sequence[StrOrPromise], key: str, at: datetime
) -> None:
    """Tell who published that something had to stay public beyond its day."""
    _refusal("expiry_refused", content, recipient, texts, key, at)


def _refusal(
    event: str, content: Any, recipient: User | None, texts: Sequence[StrOrPromise], key: str, at: datetime
) -> None:
    if recipient is None:
        return
    with translation.override(post.language_of(recipient)):
        reasons = [str(text) for text in texts]
    post.write(
        key=f"{event}:{key}:{int(at.timestamp())}",
        recipient=recipient,
        event=event,
        context={"title": str(content), "reasons": reasons, "url": f"{settings.SITE_ORIGIN}{content.edit_path}"},
        at=at,
        provider=content.owning_provider,
    )
