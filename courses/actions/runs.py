"""Planning runs, fixing what they teach, calling them off, putting them away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from courses import queries
from courses.actions import catalogue, pinning, recordings, session_changes
from courses.actions.pinning import PackageIsNotPlayable as PackageIsNotPlayable
from courses.actions.pinning import UnitIsNotPublished as UnitIsNotPublished
from courses.actions.run_lock import RunIsOver as RunIsOver
from courses.actions.run_lock import locked_run
from courses.models import Course, Run, RunTrainer, RunUnit
from courses.rules import BERLIN
from jobs.actions import enqueue
from live_sessions.models import DeletionReason
from privacy import audit

# Counts the places of a run, given under its lock, that are held or taken at a moment. Places belong to a floor above,
# which names its count here when it starts.
OccupiedPlaces = Callable[[Run, datetime], int]
_occupied_places: list[OccupiedPlaces] = []

PLAN_FIELDS = ("label", "starts_on", "ends_on", "capacity", "enrol_from", "enrol_until", "schedule", "times_of_day")


class CourseIsNotPublished(Exception):
    """A run shows what was published; there is nothing yet."""


class CourseIsTranslation(Exception):
    """Runs belong to the original of a course, never to a translated copy."""


class CapacityBelowPlaces(Exception):
    """The run would have fewer places than are held or taken; `occupied` is how many those are."""

    def __init__(self, occupied: int) -> None:
        self.occupied = occupied
        super().__init__(f"{occupied} places are occupied")


def count_occupied_with(count: OccupiedPlaces) -> None:
    """Let `count` say how many places of a run are occupied; the largest count stands. Naming it twice is once."""
    if count not in _occupied_places:
        _occupied_places.append(count)


@transaction.atomic
def plan_run(*, course: Course, by: User, at: datetime, trainers: Collection[User] = (), **plan: Any) -> Run:
    """
    Plan a run of a course. It is not visible until it is announced.

    `plan` holds starts_on, ends_on, capacity, enrol_from, enrol_until and, if wanted, label and schedule.
    Raises CourseIsTranslation.
    """
    if course.is_translation:
        raise CourseIsTranslation
    run = Run.objects.create(course=course, **plan)
    _set_trainers(run, trainers)
    _record("courses.run_planned", run, by, at, {"course": course.public_id, "capacity": run.capacity})
    return run


@transaction.atomic
def change_run(*, run: Run, by: User, at: datetime, trainers: Collection[User], plan: Mapping[str, Any]) -> Run:
    """Change dates, places, window or trainers. Raises RunIsOver, CapacityBelowPlaces."""
    locked = locked_run(run)
    _check_capacity(locked, plan.get("capacity", locked.capacity), at)
    changed = sorted(name for name in PLAN_FIELDS if name in plan and getattr(locked, name) != plan[name])
    for name in changed:
        setattr(locked, name, plan[name])
    locked.save(update_fields=changed)
    _set_trainers(locked, trainers)
    _changed("courses.run_changed", locked, by, at, {"fields": changed})
    return locked


@transaction.atomic
def announce_run(*, run: Run, by: User, at: datetime) -> Run:
    """Show the run on the course's page from now on. Raises RunIsOver, CourseIsNotPublished."""
    locked = locked_run(run)
    if not locked.course.live:
        raise CourseIsNotPublished
    if locked.announced_at is None:
        locked.announced_at = at
        locked.save(update_fields=["announced_at"])
        _changed("courses.run_announced", locked, by, at)
    return locked


@transaction.atomic
def hide_run(*, run: Run, by: User, at: datetime) -> Run:
    """Take the run off the course's page; whoever has a place keeps it. Raises RunIsOver."""
    locked = locked_run(run)
    if locked.announced_at is not None:
        locked.announced_at = None
        locked.save(update_fields=["announced_at"])
        _changed("courses.run_hidden", locked, by, at)
    return locked


@transaction.atomic
def cancel_run(*, run: Run, reason: str, by: User, at: datetime) -> Run:
    """Call the run off; the reason is shown to participants. Twice is once. Raises RunIsOver if archived."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.archived_at is not None:
        raise RunIsOver
    if locked.cancelled_at is None:
        locked.cancelled_at, locked.cancel_reason = at, reason
        session_changes.cancel_sessions_of(run=locked, reason=reason, by=by, at=at)
        recordings.delete_of_run(locked, why=DeletionReason.CALLED_OFF, by=by, at=at)
        locked.save(update_fields=["cancelled_at", "cancel_reason"])
        _changed("courses.run_cancelled", locked, by, at)
        # What still plays is closed by the floor above, which knows who learns.
        enqueue(
            kind="courses.run_cancelled",
            key=f"courses.run_cancelled:{locked.public_id}",
            payload={"run": locked.pk},
            at=at,
        )
    return locked


@transaction.atomic
def archive_run(*, run: Run, by: User, at: datetime) -> Run:
    """Put the run away: it leaves the lists; results and certificates stay. Twice is once."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.archived_at is None:
        locked.archived_at = at
        recordings.delete_of_run(locked, why=DeletionReason.ARCHIVED, by=by, at=at)
        locked.save(update_fields=["archived_at"])
        _changed("courses.run_archived", locked, by, at)
    return locked


@transaction.atomic
def open_run(*, run: Run, by: User | None, at: datetime) -> Run:
    """
    Pin what the run teaches: one run unit per place in the course's published curriculum, with its version.

    Called at the first admission, the first tailoring or on the first day; twice is once, under the run's lock.
    Raises CourseIsNotPublished, UnitIsNotPublished, PackageIsNotPlayable, RunIsOver.
    """
    locked = Run.objects.select_for_update().select_related("course").get(pk=run.pk)
    if locked.opened_at is not None:
        return locked
    if locked.cancelled_at is not None or locked.archived_at is not None:
        raise RunIsOver
    if not locked.course.live:
        raise CourseIsNotPublished
    run_units = _run_units(locked)
    RunUnit.objects.bulk_create(run_units)
    pinning.pin_translations(run_units)
    locked.opened_at = at
    locked.save(update_fields=["opened_at"])
    _record("courses.run_opened", locked, by, at, {"units": len(run_units)})
    return locked


def open_due_runs(*, at: datetime) -> int:
    """Open the runs that begin today or began while nobody looked; return how many."""
    today = at.astimezone(BERLIN).date()
    due = Run.objects.filter(
        opened_at__isnull=True,
        cancelled_at__isnull=True,
        archived_at__isnull=True,
        starts_on__lte=today,
        ends_on__gte=today,
        course__live=True,
    )
    for run in due:
        open_run(run=run, by=None, at=at)
    return len(due)


def _check_capacity(locked: Run, capacity: int, at: datetime) -> None:
    if capacity >= locked.capacity:
        return
    # Places are given under the same lock, so none can be added between this count and the change.
    occupied = max((count(locked, at) for count in _occupied_places), default=0)
    if capacity < occupied:
        raise CapacityBelowPlaces(occupied)


def _run_units(run: Run) -> list[RunUnit]:
    rows: list[RunUnit] = []
    for module in queries.curriculum(run.course).modules:
        for item in module.items:
            if item.unit is None:
                raise UnitIsNotPublished(None)
            rows.append(
                pinning.run_unit(
                    run,
                    item.unit,
                    item_id=item.item_id,
                    position=len(rows),
                    module=(module.module_id, module.title),
                    is_required=item.is_required,
                )
            )
    return rows


def _set_trainers(run: Run, trainers: Collection[User]) -> None:
    run.run_trainers.exclude(user__in=trainers).delete()
    RunTrainer.objects.bulk_create([RunTrainer(run=run, user=user) for user in trainers], ignore_conflicts=True)


def _changed(action: str, run: Run, by: User, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    """Write what the catalogue shows of the run, and the audit row."""
    catalogue.refresh(course_ids=[run.course_id])
    _record(action, run, by, at, details)


def _record(action: str, run: Run, by: User | None, at: datetime, details: Mapping[str, Any] | None = None) -> None:
    audit.record(action, subject=run, by=by, at=at, provider=run.provider, details=details)
