"""The door to the audit trail: rows refer by text and hold public ids, never names (ADR 0006)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from privacy.models import AuditEntry


class HasPublicId(Protocol):
    """Anything with an opaque id."""

    public_id: Any


def record(
    action: str,
    *,
    subject: Any,
    by: HasPublicId | None,
    at: datetime,
    provider: HasPublicId | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """
    Write one audit row in the caller's transaction.

    `action` is "<app>.<past participle>"; `subject` a model instance with a public id; `by` the acting person or
    None for the platform itself; `details` holds JSON values and public ids, never a name.
    """
    AuditEntry.objects.create(
        at=at,
        action=action,
        actor=str(by.public_id) if by is not None else "",
        provider=str(provider.public_id) if provider is not None else "",
        subject_type=subject._meta.label,
        subject=str(subject.public_id),
        details=dict(details or {}),
        request_number=import_string(settings.REQUEST_NUMBER)() or None,
    )


def record_reading(
    what: str,
    *,
    subject: Any,
    by: HasPublicId,
    at: datetime,
    provider: HasPublicId | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """
    Record that someone read or exported data of other people; looking at one's own data leaves no row.

    `what` is "<app>.<what was read>_read" or "_exported", such as lms.roster_exported; `subject` the person, or what
    gathers several people (a run).
    """
    if str(subject.public_id) != str(by.public_id):
        record(what, subject=subject, by=by, at=at, provider=provider, details=details)
