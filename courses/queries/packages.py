"""SCORM packages as courses use them."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.models import Unit
from scorm.models import Package, PackageVersion


def newest_version(package: Package) -> PackageVersion | None:
    """Return the version that new registrations play: the newest that is ready, or None."""
    return PackageVersion.objects.playable().filter(package=package).order_by("-number").first()


def units_with(package: Package) -> QuerySet[Unit]:
    """Return the original units that play this package."""
    return Unit.objects.filter(package=package, translation_of__isnull=True).order_by("title")
