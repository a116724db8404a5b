"""
Seats of employers: kept, offered, claimed, given back (ADR 0030).

Every step locks the run first and looks again behind the lock, so two HR managers, a participant and the nightly
return can act at the same moment. Who learns is told by `lms`, which calls from here and makes the enrolment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Employer, User
from admissions import queries
from admissions.actions.places import PlaceRefused, RunIsFull, check_admits, lock_run, release
from admissions.models import Place, SeatBlock, SeatInvitation
from courses.actions import runs as courses_runs
from courses.models import Run
from privacy import audit
from privacy.public_ids import new_public_id

State = SeatInvitation.State


class TooFewPlaces(PlaceRefused):
    """The run has only `free` places left."""

    def __init__(self, run: Run, free: int) -> None:
        self.free = free
        super().__init__(run)


class TooFewSeats(PlaceRefused):
    """The block has only `free` seats that nobody has claimed and that are offered to nobody."""

    def __init__(self, run: Run, free: int) -> None:
        self.free = free
        super().__init__(run)


class ReturnDayIsOutside(PlaceRefused):
    """The day of return is not between `first` and `last`."""

    def __init__(self, run: Run, first: date, last: date) -> None:
        self.first, self.last = first, last
        super().__init__(run)


class BlockIsOver(PlaceRefused):
    """The day of return is over; what nobody claimed went to others."""


class InvitedAlready(PlaceRefused):
    """These addresses have an open invitation, or a seat, of this block already; `addresses` in the order given."""

    def __init__(self, run: Run, addresses: Sequence[str]) -> None:
        self.addresses = list(addresses)
        super().__init__(run)


class InvitationHasMoved(Exception):
    """The invitation is not what the caller saw any more; `invitation.state` says what became of it."""

    def __init__(self, invitation: SeatInvitation) -> None:
        self.invitation = invitation
        super().__init__(f"invitation {invitation.public_id} is {invitation.state}")


class HasSeatAlready(PlaceRefused):
    """The person has a seat of an employer in this run; `employer` says whose."""

    def __init__(self, run: Run, employer: Employer) -> None:
        self.employer = employer
        super().__init__(run)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be invited; all empty for a link that names nobody."""

    name: str = ""
    email: str = ""
    department: str = ""
    language: str = "de"

    @property
    def address(self) -> str:
        """The address as it is stored and compared."""
        return self.email.strip().lower()


@transaction.atomic
def reserve(
    *,
    run: Run,
    employer: Employer,
    count: int,
    return_on: date,
    by: User | None,
    at: datetime,
    booking_key: UUID | None = None,
) -> SeatBlock:
    """
    Keep `count` places of the run for the employer until the end of the day `return_on`.

    A booking has one block: asked again with its key, the block that is there is returned as it is. Raises
    RunIsClosed, ReturnDayIsOutside, TooFewPlaces.
    """
    run = lock_run(run)
    if booking_key is not None and (known := SeatBlock.objects.filter(booking_key=booking_key).first()) is not None:
        return known
    check_admits(run, at, window_applies=False)
    _check_return_day(run, return_on, at)
    block = SeatBlock.objects.create(
        run=run, employer=employer, booking_key=booking_key, return_on=return_on, reserved_at=at
    )
    _add(block, run, count, at)
    _record("admissions.seats_reserved", block, run, by=by, at=at, count=count, return_on=return_on.isoformat())
    return block


@transaction.atomic
def add(*, block: SeatBlock, count: int, by: User, at: datetime) -> None:
    """Keep further places for the block. Raises RunIsClosed, BlockIsOver, TooFewPlaces."""
    run, block = _locked(block)
    check_admits(run, at, window_applies=False)
    _check_open(block, run, at)
    _add(block, run, count, at)
    _record("admissions.seats_added", block, run, by=by, at=at, count=count)


@transaction.atomic
def change_return_day(*, block: SeatBlock, return_on: date, by: User, at: datetime) -> None:
    """Let unclaimed seats go back on another day. Raises RunIsClosed, BlockIsOver, ReturnDayIsOutside."""
    run, block = _locked(block)
    check_admits(run, at, window_applies=False)
    _check_open(block, run, at)
    _check_return_day(run, return_on, at)
    before, block.return_on = block.return_on, return_on
    block.save(update_fields=["return_on"])
    _open_seats(block, at).update(held_until=block.ends_at)
    days = {"before": before.isoformat(), "after": return_on.isoformat()}
    _record("admissions.seat_return_moved", block, run, by=by, at=at, **days)


@transaction.atomic
def invite(*, block: SeatBlock, invitees: Sequence[Invitee], by: User, at: datetime) -> list[SeatInvitation]:
    """
    Offer a free seat to each, in their order: all of them or nobody.

    Raises BlockIsOver, InvitedAlready (also for an address that stands twice in `invitees`), TooFewSeats.
    """
    run, block = _locked(block)
    _check_open(block, run, at)
    return _offer(block, run, invitees, by=by, at=at)


@transaction.atomic
def withdraw(*, invitation: SeatInvitation, by: User, at: datetime) -> None:
    """Take back an invitation that nobody has answered; the seat is free again. Raises InvitationHasMoved."""
    run, invitation, block = _locked_invitation(invitation)
    _end(invitation, block, State.WITHDRAWN, at)
    _record("admissions.seat_withdrawn", block, run, by=by, at=at, invitation=invitation.public_id)


@transaction.atomic
def decline(*, invitation: SeatInvitation, by: User | None, at: datetime) -> None:
    """Let the invited person say no; the seat is free again. Raises InvitationHasMoved."""
    run, invitation, block = _locked_invitation(invitation)
    _end(invitation, block, State.DECLINED, at)
    _record("admissions.seat_declined", block, run, by=by, at=at, invitation=invitation.public_id)


@transaction.atomic
def replace(*, invitation: SeatInvitation, invitee: Invitee, by: User, at: datetime) -> SeatInvitation:
    """
    Offer the seat of an unanswered invitation to somebody else; the link before opens nothing more.

    Raises InvitationHasMoved (also when it was accepted meanwhile), BlockIsOver, InvitedAlready.
    """
    run, invitation, block = _locked_invitation(invitation)
    _end(invitation, block, State.REPLACED, at)
    seat = invitation.place
    if seat.held_until is None or seat.held_until <= at:
        raise BlockIsOver(run)
    return _offer(block, run, [invitee], by=by, at=at, seats=[seat])[0]


@transaction.atomic
def offer_again(*, seat: Place, invitee: Invitee, by: User, at: datetime) -> SeatInvitation:
    """Offer a seat that its person has just left (`release` for a replacement). Raises BlockIsOver, InvitedAlready."""
    run = lock_run(seat.run)
    seat = Place.objects.select_related("block").get(pk=seat.pk)
    if seat.block is None or seat.state != Place.State.HELD:
        raise BlockIsOver(run)
    return _offer(seat.block, run, [invitee], by=by, at=at, seats=[seat])[0]


@transaction.atomic
def claim(*, invitation: SeatInvitation, person: User, at: datetime) -> Place:
    """
    Give the person the seat of this invitation; accepting twice is accepting once.

    A place that the person had taken in the run themselves becomes this seat and goes to others. Raises
    InvitationHasMoved, BlockIsOver, HasSeatAlready, RunIsClosed, and what open_run raises.
    """
    run, invitation, block = _locked_invitation(invitation, must_be_open=False)
    seat = invitation.place
    if invitation.state == State.ACCEPTED and invitation.person_id == seat.person_id == person.pk:
        return seat
    if invitation.state != State.INVITED:
        raise InvitationHasMoved(invitation)
    _take_seat(seat, block, run, person, at=at)
    invitation.state, invitation.person, invitation.accepted_at = State.ACCEPTED, person, at
    invitation.save(update_fields=["state", "person", "accepted_at"])
    _record("admissions.seat_accepted", block, run, by=person, at=at, invitation=invitation.public_id)
    return seat


@transaction.atomic
def claim_free(*, block: SeatBlock, person: User, at: datetime) -> Place:
    """
    Give the person a free seat of the block; the caller has seen its code. Claiming twice is claiming once.

    Raises BlockIsOver, TooFewSeats, HasSeatAlready, RunIsClosed, and what open_run raises.
    """
    run, block = _locked(block)
    if (own := block.places.filter(person=person, state=Place.State.TAKEN).first()) is not None:
        return own
    _check_open(block, run, at)
    seat = _free_seats(block, at).first()
    if seat is None:
        raise TooFewSeats(run, 0)
    _take_seat(seat, block, run, person, at=at)
    _record("admissions.seat_claimed", block, run, by=person, at=at, seat=seat.public_id)
    return seat


@transaction.atomic
def take_again(*, run: Run, person: User, employer: Employer, by: User, at: datetime) -> Place | None:
    """
    Give a seat of the employer to somebody who left one and is back in the run; None if there is none to give.

    A seat that was left after the first day is taken again, their own before others: to the employer it was used all
    the time, so nothing changes. Else it is a free one. Raises RunIsClosed, RunIsFull, and what open_run raises.
    """
    run = lock_run(run)
    known = queries.live_place(run, person.pk)
    if known is not None and known.state == Place.State.TAKEN:
        return known if known.block is not None and known.block.employer_id == employer.pk else None
    check_admits(run, at, window_applies=False)
    own = SeatInvitation.objects.filter(place=OuterRef("pk"), person=person, state=State.ACCEPTED)
    seats = Place.objects.select_related("block__employer").filter(run=run, block__employer=employer)
    left = seats.filter(state=Place.State.RELEASED, taken_at__isnull=False)
    seat = left.annotate(is_own=Exists(own)).order_by("-is_own", "pk").first()
    if seat is not None and queries.free_places(run, at) == 0:
        raise RunIsFull(run)
    seat = seat or seats.filter(state=Place.State.HELD, held_until__gt=at).order_by("pk").first()
    if seat is None or seat.block is None:
        return None
    if known is not None:
        release(place=known, by=by, at=at)
    courses_runs.open_run(run=run, by=by, at=at)
    seat.state, seat.person, seat.taken_at, seat.held_until = Place.State.TAKEN, person, at, None
    seat.released_at = None
    seat.save(update_fields=["state", "person", "taken_at", "held_until", "released_at"])
    _record("admissions.seat_taken_again", seat.block, run, by=by, at=at, seat=seat.public_id)
    return seat


@transaction.atomic
def give_back(*, block: SeatBlock, count: int, by: User, at: datetime) -> None:
    """Let others have `count` free seats from now on. Raises TooFewSeats."""
    run, block = _locked(block)
    free = list(_free_seats(block, at).order_by("-pk").values_list("pk", flat=True)[:count])
    if len(free) < count:
        raise TooFewSeats(run, len(free))
    _return(free, at)
    _record("admissions.seats_given_back", block, run, by=by, at=at, count=count)


@transaction.atomic
def return_block(*, block: SeatBlock, at: datetime) -> int:
    """
    Let others have the seats whose time is over, and return how many these were; doing it twice changes nothing.

    They count as free for everybody from that moment on in any case (`PlaceQuerySet.occupied`); now the rows say it.
    """
    run, block = _locked(block)
    over = list(_unclaimed(block).filter(held_until__lte=at).values_list("pk", flat=True))
    _return(over, at)
    open_ones = SeatInvitation.objects.filter(place__in=over, state=State.INVITED)
    open_ones.update(state=State.EXPIRED, ended_at=at)
    is_last_day_over = block.returned_at is None and block.ends_at <= at
    if is_last_day_over:
        block.returned_at, block.code_digest, block.code_made_at = at, None, None
        block.save(update_fields=["returned_at", "code_digest", "code_made_at"])
    if over or is_last_day_over:
        _record("admissions.seats_returned", block, run, by=None, at=at, count=len(over))
    return len(over)


@transaction.atomic
def end_block(*, block: SeatBlock, by: User | None, at: datetime) -> int:
    """
    Let others have every unclaimed seat from now on, and return how many: what the block was for goes no further.

    Whoever claimed a seat keeps it. Twice is once.
    """
    run, block = _locked(block)
    if block.returned_at is not None:
        return 0
    unclaimed = list(_unclaimed(block).values_list("pk", flat=True))
    _return(unclaimed, at)
    open_ones = SeatInvitation.objects.filter(place__in=unclaimed, state=State.INVITED)
    open_ones.update(state=State.WITHDRAWN, ended_at=at)
    block.returned_at, block.code_digest, block.code_made_at = at, None, None
    block.save(update_fields=["returned_at", "code_digest", "code_made_at"])
    _record("admissions.seats_returned", block, run, by=by, at=at, count=len(unclaimed))
    return len(unclaimed)


def return_due(*, at: datetime) -> int:
    """Return what is due in every block, each in a transaction of its own; return how many seats others may have."""
    today = timezone.localdate(at)
    late = Q(places__state__in=[Place.State.HELD, Place.State.OFFERED], places__held_until__lte=at)
    due = SeatBlock.objects.filter(Q(returned_at=None, return_on__lt=today) | late).distinct().order_by("pk")
    return sum(return_block(block=block, at=at) for block in due)


@transaction.atomic
def empty_old_invitations(*, at: datetime) -> int:
    """Remove names and addresses of the invited some time after the run; what became of the seats stays."""
    over = timezone.localdate(at) - timedelta(days=settings.SEAT_INVITATION_DAYS)
    old = SeatInvitation.objects.filter(emptied_at=None, place__run__ends_on__lt=over)
    return old.update(name="", email="", department="", emptied_at=at)


def _locked(block: SeatBlock) -> tuple[Run, SeatBlock]:
    """Return the run under its lock, and the block as it is behind it."""
    run = lock_run(Run(pk=block.run_id))
    return run, SeatBlock.objects.select_related("employer").get(pk=block.pk)


def _locked_invitation(
    invitation: SeatInvitation, *, must_be_open: bool = True
) -> tuple[Run, SeatInvitation, SeatBlock]:
    run = lock_run(Run(pk=invitation.place.run_id))
    invitation = SeatInvitation.objects.select_related("place__block__employer").get(pk=invitation.pk)
    block = invitation.place.block
    if block is None or (must_be_open and invitation.state != State.INVITED):
        raise InvitationHasMoved(invitation)
    return run, invitation, block


def _check_open(block: SeatBlock, run: Run, at: datetime) -> None:
    if block.returned_at is not None or block.ends_at <= at:
        raise BlockIsOver(run)


def _check_return_day(run: Run, return_on: date, at: datetime) -> None:
    first, last = timezone.localdate(at), run.ends_on
    if not first <= return_on <= last:
        raise ReturnDayIsOutside(run, first, last)


def _add(block: SeatBlock, run: Run, count: int, at: datetime) -> None:
    free = queries.free_places(run, at)
    if free < count:
        raise TooFewPlaces(run, free)
    held = {"run": run, "block": block, "state": Place.State.HELD, "created_at": at, "held_until": block.ends_at}
    Place.objects.bulk_create([Place(public_id=new_public_id(), **held) for _each in range(count)])


def _unclaimed(block: SeatBlock) -> QuerySet[Place]:
    return Place.objects.filter(block=block, state__in=[Place.State.HELD, Place.State.OFFERED])


def _open_seats(block: SeatBlock, at: datetime) -> QuerySet[Place]:
    return _unclaimed(block).filter(held_until__gt=at)


def _free_seats(block: SeatBlock, at: datetime) -> QuerySet[Place]:
    return _open_seats(block, at).filter(state=Place.State.HELD).order_by("pk")


def _offer(
    block: SeatBlock,
    run: Run,
    invitees: Sequence[Invitee],
    *,
    by: User,
    at: datetime,
    seats: Sequence[Place] | None = None,
) -> list[SeatInvitation]:
    check_admits(run, at, window_applies=False)
    _check_addresses(block, run, [invitee.address for invitee in invitees if invitee.address])
    if seats is None:
        seats = list(_free_seats(block, at)[: len(invitees)])
    if len(seats) < len(invitees):
        raise TooFewSeats(run, len(seats))
    Place.objects.filter(pk__in=[seat.pk for seat in seats]).update(state=Place.State.OFFERED)
    offered = [
        SeatInvitation(
            place=seat,
            name=invitee.name.strip(),
            email=invitee.address,
            department=invitee.department.strip(),
            language=invitee.language,
            invited_at=at,
        )
        for seat, invitee in zip(seats, invitees, strict=True)
    ]
    SeatInvitation.objects.bulk_create(offered)
    keys = [invitation.public_id for invitation in offered]
    _record("admissions.seats_offered", block, run, by=by, at=at, invitations=keys)
    return offered


def _check_addresses(block: SeatBlock, run: Run, addresses: Sequence[str]) -> None:
    open_ones = SeatInvitation.objects.filter(place__block=block, state__in=[State.INVITED, State.ACCEPTED])
    known = set(open_ones.filter(email__in=addresses).values_list("email", flat=True))
    twice = {address for address, times in Counter(addresses).items() if times > 1}
    if known or twice:
        raise InvitedAlready(run, [address for address in dict.fromkeys(addresses) if address in known | twice])


def _end(invitation: SeatInvitation, block: SeatBlock, state: State, at: datetime) -> None:
    """End an open invitation; its seat is free, for as long as it is the employer's."""
    invitation.state, invitation.ended_at = state, at
    invitation.save(update_fields=["state", "ended_at"])
    Place.objects.filter(pk=invitation.place_id, block=block, state=Place.State.OFFERED).update(state=Place.State.HELD)


def _take_seat(seat: Place, block: SeatBlock, run: Run, person: User, *, at: datetime) -> None:
    check_admits(run, at, window_applies=False)
    if seat.held_until is None or seat.held_until <= at:
        raise BlockIsOver(run)
    known = queries.live_place(run, person.pk)
    if known is not None and known.block is not None:
        raise HasSeatAlready(run, known.block.employer)
    if known is not None:
        release(place=known, by=person, at=at)
    courses_runs.open_run(run=run, by=person, at=at)
    seat.state, seat.person, seat.taken_at, seat.held_until = Place.State.TAKEN, person, at, None
    seat.save(update_fields=["state", "person", "taken_at", "held_until"])


def _return(keys: Collection[int], at: datetime) -> None:
    Place.objects.filter(pk__in=keys).update(state=Place.State.RELEASED, held_until=None, released_at=at)


def _record(action: str, block: SeatBlock, run: Run, *, by: User | None, at: datetime, **details: Any) -> None:
    told = {"run": run.public_id, "employer": block.employer.public_id, **details}
    audit.record(action, subject=block, by=by, at=at, provider=run.course.provider, details=told)
