"""Who plays which version of a SCORM package in runs that are not over: numbers, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import RunUnit
from courses.rules import BERLIN
from lms.models import Enrolment, UnitResult
from scorm.models import Attempt, Package, PackageVersion, Registration, VersionState


@dataclass(frozen=True, slots=True)
class Audience:
    """Who could move to a version."""

    runs: int  # units of runs that give another version to whoever begins now
    not_started: int  # places of people in them who have not begun
    not_finished: int  # people who have begun in another version, and whose unit is not done
    finished: int  # people whose unit is done in another version

    @property
    def is_empty(self) -> bool:
        """Whether nobody and nothing is left to move."""
        return not (self.runs or self.not_finished or self.finished)


@dataclass(frozen=True, slots=True)
class Needs:
    """Who still needs a version."""

    runs: int  # units of runs that give it to whoever begins now
    people: int  # who have begun in it and are not done

    def __bool__(self) -> bool:
        return bool(self.runs or self.people)


def open_run_units(package: Package, *, at: datetime) -> QuerySet[RunUnit]:
    """Return the units of runs that play the package and are neither over nor called off."""
    return RunUnit.objects.filter(
        package_version__package=package,
        run__archived_at__isnull=True,
        run__cancelled_at__isnull=True,
        run__ends_on__gte=at.astimezone(BERLIN).date(),
    )


def _results(package: Package, *, at: datetime) -> QuerySet[UnitResult]:
    units = open_run_units(package, at=at).values("pk")
    return UnitResult.objects.filter(run_unit__in=units).exclude(enrolment__state=Enrolment.State.WITHDRAWN)


def registered(package: Package, *, at: datetime) -> QuerySet[Any]:
    """Return the registrations of who has opened the package in those runs, with `has_begun` and `is_done`."""
    results = _results(package, at=at)
    done = results.filter(state=UnitResult.State.COMPLETED, public_id=OuterRef("context_key"))
    return Registration.objects.filter(
        version__package=package, is_preview=False, context_key__in=results.values("public_id")
    ).annotate(has_begun=Exists(Attempt.objects.filter(registration=OuterRef("pk"))), is_done=Exists(done))


def audience(version: PackageVersion, *, at: datetime) -> Audience:
    """Return who could move to this version. Three statements."""
    package = version.package
    units = open_run_units(package, at=at).exclude(package_version=version)
    here = ~Q(run__enrolments__state=Enrolment.State.WITHDRAWN) & Q(run__enrolments__isnull=False)
    places = list(units.order_by().annotate(people=Count("run__enrolments", filter=here)).values_list("pk", "people"))
    people = registered(package, at=at)
    begun = people.filter(
        has_begun=True, context_key__in=UnitResult.objects.filter(run_unit__in=units.values("pk")).values("public_id")
    ).count()
    elsewhere = people.filter(has_begun=True).exclude(version=version)
    counts = elsewhere.aggregate(open=Count("pk", filter=Q(is_done=False)), done=Count("pk", filter=Q(is_done=True)))
    return Audience(
        runs=len(places),
        not_started=sum(count for _, count in places) - begun,
        not_finished=counts["open"],
        finished=counts["done"],
    )


def needs(version: PackageVersion, *, at: datetime) -> Needs:
    """Return who still needs this version. Two statements."""
    units = open_run_units(version.package, at=at).filter(package_version=version)
    people = registered(version.package, at=at).filter(version=version, has_begun=True, is_done=False)
    return Needs(units.count(), people.count())


def version_before(version: PackageVersion) -> PackageVersion | None:
    """Return the version that this one replaces: the newest accepted one before it."""
    accepted = version.package.versions.filter(state__in=[VersionState.READY, VersionState.RETIRED])
    return accepted.filter(number__lt=version.number).order_by("-number").first()
