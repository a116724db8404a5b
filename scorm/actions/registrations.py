"""Who plays which version in which context."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from scorm import wiring
from scorm.models import PackageVersion, Registration, VersionState
from scorm.policy import Policy


class NotPlayable(Exception):
    """The version was never accepted."""


@transaction.atomic
def register(
    *,
    user: Any,
    context_key: UUID,
    version: PackageVersion,
    at: datetime,
    is_preview: bool = False,
    policy: Policy | None = None,
) -> Registration:
    """
    Return the person's registration in this context; the first call decides on version and policy (none: all allowed).

    Raises NotPlayable for a version that was never accepted; a retired one plays on where it is pinned.
    """
    if version.state not in (VersionState.READY, VersionState.RETIRED):
        raise NotPlayable
    registration, _ = Registration.objects.get_or_create(
        user=user,
        context_key=context_key,
        defaults={"version": version, "is_preview": is_preview, "created_at": at, **asdict(policy or Policy())},
    )
    return registration


@transaction.atomic
def register_preview(*, user: Any, version: PackageVersion, at: datetime) -> Registration:
    """Return a registration without a result, for staff who look at a package; each preview starts afresh."""
    wiring.require(user, wiring.UPLOAD_PACKAGES, version.package.owner)
    return register(user=user, context_key=uuid4(), version=version, at=at, is_preview=True)
