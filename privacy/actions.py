"""Rights of data subjects (Art. 15, 17 and 20 GDPR) and the end of what has served its purpose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from privacy import audit
from privacy.models import AuditEntry
from privacy.registry import Kept, Person, sources


@transaction.atomic
def export_person(*, person: Person, by: audit.HasPublicId, at: datetime) -> dict[str, Any]:
    """Return all that is held about the person as JSON values, app by app, and record that it was handed out."""
    held = {app: dict(source.export(person=person)) for app, source in sources()}
    audit.record("privacy.exported", subject=person, by=by, at=at)
    return {"exported_at": at.isoformat(), **{app: rows for app, rows in held.items() if rows}}


def kept_after_erasure(*, person: Person) -> list[Kept]:
    """Return what an erasure of this person would have to leave, and why."""
    return [kept for _app, source in sources() for kept in source.kept(person=person)]


@transaction.atomic
def erase_person(*, person: Person, by: audit.HasPublicId | None, at: datetime) -> None:
    """Erase or empty all that need not stay about the person, in every app or in none."""
    for _app, source in sources():
        source.erase(person=person, at=at)
    audit.record("privacy.erased", subject=person, by=by, at=at)


def sweep(*, at: datetime) -> dict[str, int]:
    """
    Let each app remove what has outlived its purpose (settings.RETENTION); return how many rows by function.

    One function that fails keeps no other from its work; all failures are raised together at the end.
    """
    removed: dict[str, int] = {}
    failures: list[Exception] = []
    for dotted in settings.RETENTION:
        try:
            removed[dotted] = import_string(dotted)(at=at)
        except Exception as error:  # noqa: BLE001  raised below, with the others
            failures.append(error)
    if failures:
        raise ExceptionGroup("some of what is over could not be removed", failures)
    return removed


def remove_old_audit_entries(*, at: datetime) -> int:
    """Remove audit rows older than settings.AUDIT_RETENTION_DAYS; return how many."""
    limit = at - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    return AuditEntry.objects.filter(at__lt=limit).delete()[0]
