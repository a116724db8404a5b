"""What the SCORM engine is given by this house: audit, permission, jobs, nginx in front. It imports none of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts import rules
from accounts.models import Provider, User
from accounts.roles import Permission
from jobs.actions import enqueue as enqueue_job
from media import acceleration
from privacy import audit as audit_trail


def audit(
    action: str,
    *,
    subject: Any,
    by: User | None,
    at: datetime,
    owner: Provider | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record an act of a person on a package or an attempt."""
    audit_trail.record(action, subject=subject, by=by, at=at, provider=owner, details=details or {})


def may(user: User, action: str, owner: Provider) -> bool:
    """Return whether the user may do `action` (a value of Permission) for packages of this owner."""
    return rules.may(user, Permission(action), provider=owner)


def enqueue(*, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Write the job's row in the caller's transaction."""
    enqueue_job(kind=kind, key=key, payload=payload, at=at)


def accelerate(alias: str, key: str, *, media_type: str) -> dict[str, str] | None:
    """Return the headers that make the web server in front send a file of the engine's storage, if there is one."""
    return acceleration.headers(alias, key, media_type=media_type)
