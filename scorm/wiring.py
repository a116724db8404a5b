"""The doors through which the house gives the engine audit, permission, jobs and a web server (settings.SCORM_*)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

UPLOAD_PACKAGES = "upload_packages"  # values the house's permission function understands
SEE_ROSTER = "see_roster"


@cache
def _function(dotted: str) -> Any:
    return import_string(dotted)


def audit(
    action: str, *, subject: Any, by: Any, at: datetime, owner: Any, details: Mapping[str, Any] | None = None
) -> None:
    """Record an act in the caller's transaction; `action` is "scorm.<past participle>"."""
    _function(settings.SCORM_AUDIT)(action, subject=subject, by=by, at=at, owner=owner, details=details)


def may(user: Any, action: str, owner: Any) -> bool:
    """Return whether the user may do this for packages of this owner."""
    return bool(_function(settings.SCORM_MAY)(user, action, owner))


def require(user: Any, action: str, owner: Any) -> None:
    """Raise PermissionDenied unless the user may do this for packages of this owner."""
    if not may(user, action, owner):
        raise PermissionDenied


def enqueue(*, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Write a job's row in the caller's transaction."""
    _function(settings.SCORM_ENQUEUE)(kind=kind, key=key, payload=payload, at=at)


def accelerate(alias: str, key: str, *, media_type: str) -> dict[str, str] | None:
    """Return headers that make a web server in front send this file; None where this process sends it itself."""
    dotted = getattr(settings, "SCORM_ACCELERATE", "")
    found: dict[str, str] | None = _function(dotted)(alias, key, media_type=media_type) if dotted else None
    return found
