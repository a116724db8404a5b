"""What waits for staff on the start page of the back office. Each read is one query per model and names its limit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from courses.models import Course, Run, Unit
from courses.rules import BERLIN
from scorm.models import Package, PackageVersion, VersionState

DRAFTS_SHOWN = 5
PACKAGES_SHOWN = 5
RUNS_SHOWN = 10
RUNS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Draft:
    """A course or unit that holds something learners do not see yet."""

    model: type[Course] | type[Unit]
    pk: int
    title: str  # as in the draft, which may differ from what is published
    changed_at: datetime
    is_live: bool  # an older version is published


def drafts_of(user: User, provider_ids: Collection[int]) -> list[Draft]:
    """Return the newest drafts that the person saved last, of courses and units of these providers."""
    found: list[Draft] = []
    for model in (Course, Unit):
        waiting = model.objects.filter(
            Q(live=False) | Q(has_unpublished_changes=True), provider__in=provider_ids, latest_revision__user=user
        )
        newest = waiting.order_by("-latest_revision__created_at").values_list(
            "pk", "latest_revision__object_str", "latest_revision__created_at", "live"
        )
        found += [Draft(model, *row) for row in newest[:DRAFTS_SHOWN]]
    return sorted(found, key=lambda draft: draft.changed_at, reverse=True)[:DRAFTS_SHOWN]


def refused_packages(owner_ids: Collection[int]) -> QuerySet[Package]:
    """Return the packages on stage whose newest version did not pass its check, latest upload first."""
    newest = PackageVersion.objects.filter(package=OuterRef("pk")).order_by("-number")
    packages = Package.objects.for_owners(owner_ids).on_stage()
    return (
        packages.annotate(
            newest_state=Subquery(newest.values("state")[:1]), uploaded_at=Subquery(newest.values("created_at")[:1])
        )
        .filter(newest_state=VersionState.FAILED)
        .order_by("-uploaded_at", "pk")[:PACKAGES_SHOWN]
    )


def runs_at_hand(provider_ids: Collection[int], *, at: datetime) -> QuerySet[Run]:
    """Return the runs that are on or begin within fourteen days, latest start first; days are those of Berlin."""
    today = at.astimezone(BERLIN).date()
    runs = Run.objects.filter(
        course__provider__in=provider_ids,
        cancelled_at__isnull=True,
        archived_at__isnull=True,
        starts_on__lte=today + RUNS_AHEAD,
        ends_on__gte=today,
    )
    return runs.select_related("course").order_by("-starts_on", "pk")[:RUNS_SHOWN]
