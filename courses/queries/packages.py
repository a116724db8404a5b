"""SCORM packages as courses use them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.fields.json import KeyTransform

from courses.models import RunUnit, Unit
from scorm.models import Package, PackageVersion
from scorm.policy import Policy


def newest_version(package: Package) -> PackageVersion | None:
    """Return the version that new registrations play: the newest that is ready, or None."""
    return PackageVersion.objects.playable().filter(package=package).order_by("-number").first()


def units_with(package: Package) -> QuerySet[Unit]:
    """Return the original units that play this package."""
    return Unit.objects.filter(package=package, translation_of__isnull=True).order_by("title")


def with_attempt_policy(run_units: QuerySet[RunUnit]) -> QuerySet[RunUnit]:
    """Return the run units with what their pinned revisions say about attempts, for `attempt_policy`."""
    values = {f"pinned_{name}": KeyTransform(name, "unit_revision__content") for name in Unit.ATTEMPT_FIELDS}
    return run_units.annotate(**values)


def attempt_policy(run_unit: RunUnit) -> Policy:
    """Return how often this run unit may be played (from `with_attempt_policy`); an old revision allows everything."""
    pinned = {name: getattr(run_unit, f"pinned_{name}") for name in Unit.ATTEMPT_FIELDS}
    known = {name: value for name, value in pinned.items() if value is not None}
    if "counting" in known:
        known["counts"] = known.pop("counting")
    return Policy(**known)


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One line of the list of packages."""

    package: Package
    newest: PackageVersion | None  # of whatever state
    version_count: int
    unit_count: int


def package_rows(owner_ids: Collection[int], *, with_archived: bool = False) -> list[PackageRow]:
    """Return the owners' packages by title, with their newest version and how many units play them. Three queries."""
    packages = Package.objects.for_owners(owner_ids).select_related("owner").order_by("title", "pk")
    if not with_archived:
        packages = packages.on_stage()
    versions = PackageVersion.objects.defer("manifest", "report").order_by("-number")
    rows = list(packages.prefetch_related(Prefetch("versions", versions)))
    playing = Unit.objects.filter(package__in=rows, translation_of__isnull=True).order_by()
    counts = dict(playing.values_list("package_id").annotate(Count("pk")))
    return [
        PackageRow(row, next(iter(row.versions.all()), None), len(row.versions.all()), counts.get(row.pk, 0))
        for row in rows
    ]
