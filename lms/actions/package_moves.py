"""Deciding who goes on in a new version of a SCORM package, and withdrawing versions that nobody needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from courses.models import RunUnit
from jobs.actions import enqueue
from lms.queries import package_moves as queries
from lms.queries.package_moves import Needs
from privacy import audit
from scorm import wiring
from scorm.actions import packages, versions
from scorm.models import PackageVersion, VersionState

JOB_KIND = "lms.move_to_version"
CHUNK = 200  # people per transaction: locks are short, and a killed worker goes on where it was


class Scope(StrEnum):
    """Who moves; each includes the ones before it."""

    NOBODY = "nobody"
    NOT_STARTED = "not_started"
    NOT_FINISHED = "not_finished"
    ALL = "all"


class StillNeeded(Exception):
    """Somebody still needs the version; `needs` says how many."""

    def __init__(self, needs: Needs) -> None:
        self.needs = needs
        super().__init__(f"{needs.runs} run units, {needs.people} people")


@transaction.atomic
def decide(*, version: PackageVersion, scope: Scope, by: User, at: datetime) -> bool:
    """
    Let these people go on in the version, in runs that are not over; return whether a job is moving them.

    Runs give it to whoever begins from now on; people who have begun are moved by a job, some at a time, and begin it
    anew at their next opening. Completed stays completed. The version remembers the decision; the same one twice
    changes nothing and is written down once. Raises PermissionDenied, and packages.NotReady for a version that nobody
    can play.
    """
    locked = _locked(version, by)
    if locked.state != VersionState.READY:
        raise packages.NotReady
    found = queries.audience(locked, at=at)
    waiting = _to_move(locked, scope, at=at).count()
    changes_nothing = scope is Scope.NOBODY or not (found.runs or waiting)
    if changes_nothing and locked.movers == scope:
        return False
    versions.remember_movers(version=locked, movers=scope.value, at=at)
    if scope is not Scope.NOBODY:
        units = queries.open_run_units(locked.package, at=at).exclude(package_version=locked)
        keys = [unit.pk for unit in units.order_by("pk").select_for_update(of=("self",))]
        RunUnit.objects.filter(pk__in=keys).update(package_version=locked)
    if waiting:
        key = f"{JOB_KIND}:{locked.public_id}:{scope}:{at.isoformat()}"
        enqueue(kind=JOB_KIND, key=key, payload={"version": locked.pk, "scope": scope.value}, at=at)
    audit.record(
        "lms.version_move_decided",
        subject=locked,
        by=by,
        at=at,
        provider=locked.package.owner,
        details={"scope": scope.value, "number": locked.number, "run_units": found.runs, "people": waiting},
    )
    return bool(waiting)


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Handle a job of kind "lms.move_to_version": move whoever is not there yet, some at a time."""
    version = PackageVersion.objects.select_related("package").get(pk=payload["version"])
    scope = Scope(payload["scope"])
    total = _to_move(version, scope, at=at).count()
    moved = 0
    while keys := list(_to_move(version, scope, at=at).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        chosen = _to_move(version, scope, at=at).filter(pk__in=keys)
        moved += versions.move(registrations=chosen, version=version, at=at)
        progress(min(99, moved * 100 // max(total, 1)))


def _to_move(version: PackageVersion, scope: Scope, *, at: datetime) -> QuerySet[Any]:
    people = queries.registered(version.package, at=at).exclude(version=version)
    if scope is Scope.NOBODY:
        return people.none()
    if scope is Scope.NOT_STARTED:
        return people.filter(has_begun=False)
    return people.filter(is_done=False) if scope is Scope.NOT_FINISHED else people


@transaction.atomic
def retire(*, version: PackageVersion, by: User, at: datetime) -> None:
    """
    Withdraw a version that nobody needs any more. Raises StillNeeded, packages.NotReady and PermissionDenied.

    A run that pins it in this very moment keeps it: what is retired stays playable where it is pinned.
    """
    locked = _locked(version, by)
    if found := queries.needs(locked, at=at):
        raise StillNeeded(found)
    packages.retire(version=locked, by=by, at=at)


def _locked(version: PackageVersion, by: User) -> PackageVersion:
    locked = PackageVersion.objects.select_for_update(of=("self",)).select_related("package__owner").get(pk=version.pk)
    wiring.require(by, wiring.UPLOAD_PACKAGES, locked.package.owner)
    return locked
