"""
Everything that an employer may read about those who take part: the only door for pages, files and exports.

What is not returned here does not exist for HR: there is no function for minutes, scores, attempts, answers or texts.
Whether a name or a number may be shown is asked of `visibility.TABLE`, cell by cell.

A figure is safe by construction (ADR 0032): a training is counted once, after it was delivered (`TrainedCount`). Of
that number employers read a lower bound in full fives, never the whole group, and a total adds up what is shown. So
whatever two pages, files, filters or days differ by is nobody, or a full five; nothing that was withheld is in a total.
The exact number stands in the training proof alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.models import Employer
from admissions.models import SeatBlock
from admissions.queries import seats
from admissions.queries.seats import SeatCounts
from courses.models import Course
from diversity_training.booking import AFTER_DELIVERY
from diversity_training.models import AttendanceShare, TrainedCount, TrainingRequest
from diversity_training.visibility import Datum, Viewer, shows_count, shows_name
from lms.models import Enrolment
from lms.queries.attended import attended_enrolments
from privacy.small_numbers import at_least


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose employer may read that they took part: no more than this."""

    key: str  # the same person in several trainings
    name: str
    has_attended: bool


@dataclass(frozen=True, slots=True)
class SharedTraining:
    """A training that somebody took without a booking of their employer, and shares with it."""

    key: str  # as in Person
    name: str
    course_title: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """What an employer reads about the people of one booking."""

    seats: SeatCounts
    is_delivered: bool  # names are read from here on
    is_counted: bool  # the training was delivered and its people are counted
    trained_at_least: int | None  # None: not counted yet, or too few to be told
    has_works_agreement: bool
    people: tuple[Person, ...]  # by name


def figures(bookings: Collection[TrainingRequest], *, at: datetime) -> dict[int, Figures]:
    """Return by the booking's key what its employer may read. At most seven queries, however many bookings."""
    blocks = {block.booking_key: block for block in _blocks(bookings)}
    counted = seats.counts(blocks.values(), at)
    trained = {row.booking_id: row for row in TrainedCount.objects.filter(booking__in=bookings)}
    named = _people(bookings)
    return {
        booking.pk: Figures(
            seats=_seats(blocks.get(booking.seat_key), counted),
            is_delivered=booking.state in AFTER_DELIVERY,
            is_counted=booking.pk in trained,
            trained_at_least=_shown(trained.get(booking.pk)),
            has_works_agreement=bool(booking.works_agreement_ref),
            people=named.get(booking.pk, ()),
        )
        for booking in bookings
    }


def figures_of(booking: TrainingRequest, *, at: datetime) -> Figures:
    """Return what the employer may read of one booking."""
    return figures([booking], at=at)[booking.pk]


def shared_without_booking(employer: Employer, *, today: date) -> list[SharedTraining]:
    """
    Return who took part on their own or on a seat without a booking, lets it count for this employer and shares it.

    Only once the training is over. Names alone: a number of such people would move with each of them, and tell of the
    last one. At most four queries.
    """
    if not shows_name(Datum.ATTENDED, Viewer.HR, has_works_agreement=False, is_shared=True):
        return []
    booked = TrainingRequest.objects.filter(employer=employer, run__isnull=False)
    sharing = AttendanceShare.objects.standing().filter(employer=employer, is_shared=True)
    rows = list(
        Enrolment.objects.filter(
            counts_for=employer,
            pk__in=sharing.values("enrolment"),
            learner__erased_at=None,
            run__ends_on__lt=today,
            run__course__offer_kind=Course.OfferKind.DIVERSITY_TRAINING,
        )
        .exclude(state=Enrolment.State.WITHDRAWN)
        .exclude(run__in=booked.values("run"))
        .select_related("learner", "run__course")
        .order_by("pk")
    )
    attended = attended_enrolments({row.run_id for row in rows}) if rows else set()
    return [
        SharedTraining(str(row.learner.public_id), row.learner.display_name, row.run.course.title, row.run.ends_on)
        for row in rows
        if row.pk in attended
    ]


def _blocks(bookings: Iterable[TrainingRequest]) -> Iterable[SeatBlock]:
    return SeatBlock.objects.filter(booking_key__in=[booking.seat_key for booking in bookings])


def _seats(block: SeatBlock | None, counted: dict[int, SeatCounts]) -> SeatCounts:
    if block is None or not shows_count(Datum.SEATS, Viewer.HR):
        return SeatCounts()
    return counted[block.pk].as_employers_read


def _shown(row: TrainedCount | None) -> int | None:
    if row is None or not shows_count(Datum.ATTENDED, Viewer.HR):
        return None
    return at_least(row.trained_count, row.seats_used, smallest=settings.SMALLEST_GROUP)


def _people(bookings: Iterable[TrainingRequest]) -> dict[int, tuple[Person, ...]]:
    """
    Return by booking who may be named.

    With a works agreement everybody who lets the training count for this employer, and whether they took part; else
    those who took part and share it. Only once the training was delivered.
    """
    by_run = {
        booking.run_id: booking
        for booking in bookings
        if booking.run_id is not None and booking.employer_id is not None and booking.state in AFTER_DELIVERY
    }
    attended = attended_enrolments(by_run) if by_run else set()
    found: dict[int, list[Person]] = {}
    for enrolment, is_shared in _enrolments(by_run):
        booking = by_run[enrolment.run_id]
        may_be_named = shows_name(
            Datum.ATTENDED,
            Viewer.HR,
            has_works_agreement=bool(booking.works_agreement_ref),
            is_shared=is_shared and enrolment.pk in attended,
        )
        if may_be_named and enrolment.counts_for_id == booking.employer_id:
            person = Person(str(enrolment.learner.public_id), enrolment.learner.display_name, enrolment.pk in attended)
            found.setdefault(booking.pk, []).append(person)
    return {key: tuple(sorted(people, key=lambda one: (one.name.casefold(), one.key))) for key, people in found.items()}


def _enrolments(runs: Collection[int]) -> list[tuple[Enrolment, bool]]:
    """Return who is in these runs with an employer, those whose account is gone aside, and whether they share it."""
    sharing = AttendanceShare.objects.standing().filter(enrolment=OuterRef("pk"), is_shared=True)
    people = (
        Enrolment.objects.filter(run__in=runs, counts_for__isnull=False, learner__erased_at=None)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("learner")
        .annotate(shares_it=Exists(sharing))
    )
    return [(enrolment, enrolment.shares_it) for enrolment in people]  # type: ignore[attr-defined]
