"""Taking, holding and giving back places: one lock per run, so that nothing is counted twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from admissions import queries
from admissions.models import Place, SeatBlock, SeatInvitation
from courses.actions import runs as courses_runs
from courses.models import Run
from privacy import audit


class PlaceRefused(Exception):
    """No place was given; `run` says where."""

    def __init__(self, run: Run) -> None:
        self.run = run
        super().__init__(f"no place in run {run.public_id}")


class RunIsFull(PlaceRefused):
    """Every place is held or taken; `capacity` places in all."""

    def __init__(self, run: Run) -> None:
        self.capacity = run.capacity
        super().__init__(run)


class NotInWindow(PlaceRefused):
    """Enrolment is not open yet, or no longer; `opens_on` is the first day, `closes_on` the last."""

    def __init__(self, run: Run) -> None:
        self.opens_on = run.enrol_from
        self.closes_on = run.enrol_until
        super().__init__(run)


class RunIsClosed(PlaceRefused):
    """The run is cancelled or over; nobody is admitted any more."""


def lock_run(run: Run) -> Run:
    """Return the run under its row lock. All counting of places happens behind this one lock."""
    return Run.objects.select_for_update(of=("self",)).select_related("course__provider").get(pk=run.pk)


@transaction.atomic
def take(*, run: Run, person: User, by: User | None, at: datetime, window_applies: bool = True) -> Place:
    """
    Give the person a place in the run; asking twice returns the same place.

    `window_applies=False` is for staff, who may admit before and after the enrolment window, but never beyond the
    capacity. Raises RunIsClosed, NotInWindow, RunIsFull; at the first admission also what open_run raises when the
    course or a unit has no published version.
    """
    run = lock_run(run)
    known = queries.live_place(run, person.pk)
    if known is not None and known.state == Place.State.TAKEN:
        return known
    check_admits(run, at, window_applies=window_applies)
    if known is not None and known.held_until is not None and known.held_until > at:
        place = known  # the person's own held place is already counted
    else:
        if queries.free_places(run, at) == 0:
            raise RunIsFull(run)
        place = known or Place(run=run, person=person, created_at=at)
    courses_runs.open_run(run=run, by=by, at=at)
    place.state, place.taken_at, place.held_until = Place.State.TAKEN, at, None
    place.save()
    audit.record("admissions.place_taken", subject=place, by=by, at=at, provider=run.course.provider, details=_of(run))
    return place


def check_takes(*, run: Run, person: User, at: datetime) -> None:
    """
    Raise what `take` would raise at this moment, before the person is asked for anything; nothing is locked.

    What is free now may be gone when the person decides: `take` looks again.
    """
    known = queries.live_place(run, person.pk)
    if known is not None and known.state == Place.State.TAKEN:
        return
    check_admits(run, at, window_applies=True)
    is_counted = known is not None and known.held_until is not None and known.held_until > at
    if not is_counted and queries.free_places(run, at) == 0:
        raise RunIsFull(run)


@transaction.atomic
def hold(*, run: Run, person: User | None, until: datetime, by: User | None, at: datetime) -> Place:
    """
    Keep a place for a person, or for nobody in particular yet, until the given moment.

    A person who already has a live place keeps it; a held one is held until the new moment.
    Raises RunIsClosed, RunIsFull.
    """
    run = lock_run(run)
    known = queries.live_place(run, person.pk) if person is not None else None
    if known is not None and known.state == Place.State.TAKEN:
        return known
    check_admits(run, at, window_applies=False)
    is_counted = known is not None and known.held_until is not None and known.held_until > at
    if not is_counted and queries.free_places(run, at) == 0:
        raise RunIsFull(run)
    place = known or Place(run=run, person=person, state=Place.State.HELD, created_at=at)
    place.held_until = until
    place.save()
    audit.record("admissions.place_held", subject=place, by=by, at=at, provider=run.course.provider, details=_of(run))
    return place


@transaction.atomic
def release(*, place: Place, by: User | None, at: datetime, for_replacement: bool = False) -> Place:
    """
    Give the place back and return the released row; doing it twice changes nothing.

    The seat of an employer stays the employer's until its day of return: it is free again, and the row returned is a
    released place of its own that says who had the seat. `for_replacement` keeps the seat after that day too, for as
    long as somebody else may need to accept it. From the first day of the run on a seat that is left stays used for
    the employer, whose pages would otherwise name whoever does not attend.
    """
    run = lock_run(place.run)
    known_person_id = place.person_id
    place = Place.objects.select_for_update(of=("self",)).select_related("block").get(pk=place.pk)
    if place.state == Place.State.RELEASED or place.person_id != known_person_id:  # it is somebody else's by now
        return place
    if place.block is not None and place.person_id is not None:
        place = _leave_seat(place, place.block, by=by, at=at, for_replacement=for_replacement)
        audit.record(
            "admissions.seat_left", subject=place, by=by, at=at, provider=run.course.provider, details=_of(run)
        )
        return place
    place.state, place.released_at, place.held_until = Place.State.RELEASED, at, None
    place.save()
    provider = run.course.provider
    audit.record("admissions.place_released", subject=place, by=by, at=at, provider=provider, details=_of(run))
    return place


def _leave_seat(seat: Place, block: SeatBlock, *, by: User | None, at: datetime, for_replacement: bool) -> Place:
    """Free the seat of its person; return the row that remembers them."""
    left = Place(run_id=seat.run_id, person_id=seat.person_id, created_at=seat.created_at, taken_at=seat.taken_at)
    left.state, left.released_at = Place.State.RELEASED, at
    if seat.run.starts_on <= timezone.localdate(at) and not for_replacement:
        # Others may have the place. `taken_at` and the accepted invitation stay: to the employer nothing has changed.
        seat.person, seat.state, seat.released_at = None, Place.State.RELEASED, at
        seat.save()
        left.save()
        return left
    until = block.ends_at
    if for_replacement:
        until = max(until, at + timedelta(days=settings.SEAT_REPLACEMENT_DAYS))
    seat.person, seat.taken_at = None, None
    if until > at:
        seat.state, seat.held_until = Place.State.HELD, until
    else:
        seat.state, seat.released_at = Place.State.RELEASED, at
    seat.save()
    left.save()
    ended = SeatInvitation.State.REPLACED if for_replacement else SeatInvitation.State.WITHDRAWN
    if by is not None and by.pk == left.person_id:
        ended = SeatInvitation.State.DECLINED
    open_one = SeatInvitation.objects.filter(place=seat, state=SeatInvitation.State.ACCEPTED)
    open_one.update(state=ended, ended_at=at)
    return left


def check_admits(run: Run, at: datetime, *, window_applies: bool) -> None:
    """Raise RunIsClosed or NotInWindow when nobody is admitted at this moment."""
    today = timezone.localdate(at)  # days are Berlin days
    if run.cancelled_at is not None or run.archived_at is not None or run.ends_on < today:
        raise RunIsClosed(run)
    if run.course.provider.archived_at is not None:
        raise RunIsClosed(run)
    if window_applies and not run.enrol_from <= today <= run.enrol_until:
        raise NotInWindow(run)


def _of(run: Run) -> dict[str, str]:
    return {"run": str(run.public_id)}
