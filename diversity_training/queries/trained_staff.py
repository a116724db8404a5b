"""
What an employer reads about its trained staff for § 12 (2) AGG: which trainings, how many people, when to repeat.

All of it comes through `participation`; page and file are made of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from accounts.models import Employer
from diversity_training.booking import AFTER_DELIVERY
from diversity_training.models import RenewalInterval, TrainingRequest
from diversity_training.queries import participation
from diversity_training.queries.dates import delivery_ends_by_run


@dataclass(frozen=True, slots=True)
class TrainedLine:
    """One delivered training."""

    booking: TrainingRequest
    ended_on: date
    renew_on: date
    is_due: bool  # the day of renewal has come
    seats_used: int
    is_counted: bool
    trained_at_least: int | None


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Somebody who may be named, with their latest training."""

    name: str
    course_title: str
    ended_on: date
    renew_on: date
    is_due: bool


@dataclass(frozen=True, slots=True)
class TrainedStaff:
    """The overview of one employer."""

    employer: Employer
    years: int
    lines: tuple[TrainedLine, ...]  # latest first
    people: tuple[NamedLine, ...]  # by name

    @property
    def trained_at_least(self) -> int:
        """What is shown of the lines, added up; what is withheld there is in no total."""
        return sum(line.trained_at_least or 0 for line in self.lines)

    @property
    def has_withheld(self) -> bool:
        """Whether some training tells no number."""
        return any(line.trained_at_least is None for line in self.lines)


def interval_years(employer: Employer) -> int:
    """Return after how many years the employer repeats trainings. One query."""
    found = RenewalInterval.objects.filter(employer=employer).values_list("years", flat=True).first()
    return found if found is not None else RenewalInterval.USUAL


def trained_staff(employer: Employer, *, at: datetime, today: date) -> TrainedStaff:
    """
    Return the overview of the employer, with those who took part on their own and share it by name.

    At most thirteen queries, however many trainings; ten where nobody did. A training ends with its last workshop,
    not with the meeting weeks later, as in the training proof.
    """
    chosen = RenewalInterval.objects.filter(employer=OuterRef("employer")).values("years")
    delivered = list(
        TrainingRequest.objects.filter(employer=employer, state__in=AFTER_DELIVERY)
        .select_related("run")
        .annotate(chosen_years=Subquery(chosen))
        .order_by("-run__ends_on", "-pk")
    )
    years = _years(delivered[0]) if delivered else interval_years(employer)
    found = participation.figures(delivered, at=at)
    ends = delivery_ends_by_run([booking.run for booking in delivered if booking.run is not None])
    lines = []
    named: dict[str, NamedLine] = {}
    for booking in sorted(delivered, key=lambda one: (ends[one.run.pk] if one.run is not None else today, one.pk)):
        figures = found[booking.pk]
        assert booking.run is not None  # noqa: S101  a constraint of the table says so
        ended_on = ends[booking.run.pk]
        renew_on = years_later(ended_on, years)
        is_due = renew_on <= today
        lines.append(
            TrainedLine(
                booking=booking,
                ended_on=ended_on,
                renew_on=renew_on,
                is_due=is_due,
                seats_used=figures.seats.used,
                is_counted=figures.is_counted,
                trained_at_least=figures.trained_at_least,
            )
        )
        for person in figures.people:
            if person.has_attended:
                named[person.key] = NamedLine(person.name, booking.course_title, ended_on, renew_on, is_due)
    for shared in participation.shared_without_booking(employer, today=today):
        known = named.get(shared.key)
        if known is None or known.ended_on < shared.ended_on:
            renew_on = years_later(shared.ended_on, years)
            named[shared.key] = NamedLine(
                shared.name, shared.course_title, shared.ended_on, renew_on, renew_on <= today
            )
    return TrainedStaff(employer, years, tuple(reversed(lines)), tuple(_by_name(named.values())))


def _years(booking: TrainingRequest) -> int:
    return booking.chosen_years or RenewalInterval.USUAL  # type: ignore[attr-defined,no-any-return]


def _by_name(lines: Iterable[NamedLine]) -> list[NamedLine]:
    return sorted(lines, key=lambda line: (line.name.casefold(), line.ended_on))


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
