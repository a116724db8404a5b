"""What courses hold about a person: which runs they taught, and that they edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Revision

from accounts.models import User
from courses.models import RunTrainer, SessionTrainer, Tailoring
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return the runs and sessions the person teaches or taught, and how many versions they saved."""
    taught = RunTrainer.objects.filter(user=person).select_related("run__course").order_by("run__starts_on")
    sessions = SessionTrainer.objects.filter(user=person).select_related("session").order_by("session__starts_at")
    versions = Revision.objects.filter(user=person).count()
    tailored = Tailoring.objects.filter(changed_by=person).count()
    if not taught and not sessions and not versions and not tailored:
        return {}
    return {
        "runs_taught": [
            {"run": row.run.public_id, "course": row.run.course.title, "starts_on": row.run.starts_on.isoformat()}
            for row in taught
        ],
        "sessions_taught": [
            {"session": row.session.public_id, "starts_at": row.session.starts_at.isoformat()} for row in sessions
        ],
        "versions_saved": versions,
        "runs_tailored": tailored,
    }


def kept(*, person: User) -> Sequence[Kept]:
    """Versions of courses stay; they hold no name once the account is emptied."""
    if not Revision.objects.filter(user=person).exists():
        return []
    return [
        Kept(
            what=_("Gespeicherte Fassungen von Kursen"),
            reason=_("Sie gehören zum Kurs des Trägers und nennen keinen Namen."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Take the person off the runs and sessions they taught or tailored, and out of Wagtail's log."""
    SessionTrainer.objects.filter(user=person).delete()
    RunTrainer.objects.filter(user=person).delete()
    Tailoring.objects.filter(changed_by=person).update(changed_by=None)
    ModelLogEntry.objects.filter(user=person).update(user=None)
