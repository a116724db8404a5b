# messages: back office
"""
How many trainings a provider held and for whom, over all employers.

Of the people only `participation`'s lower bounds are added up: multiples of five of groups that were counted once. So
whatever two lines, tables, providers or days differ by is nobody, or a full five (ADR 0032). No line names an employer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Employer
from diversity_training.models import TrainedCount, TrainingRequest
from diversity_training.queries.evaluation import quarter_name, quarter_of
from privacy.small_numbers import at_least


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, how many trainings were held, and how many people at least trained."""

    label: str
    trainings: int
    seats_at_least: int | None  # used ones; None: in none of these trainings so many that it may be said
    trained_at_least: int | None  # None: in none of these trainings so many that it may be said


@dataclass(frozen=True, slots=True)
class Table:
    """The delivered trainings, split by one thing."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it: the whole, and the whole in parts."""

    whole: Line
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    booking: TrainingRequest
    seats: int  # used ones, a lower bound in full fives as well
    bound: int


def statistics(provider_keys: Collection[int], *, by_provider: bool = False) -> Statistics:
    """Return the figures of these providers' counted trainings, on wish also by provider; one statement."""
    counted = (
        TrainedCount.objects.filter(booking__provider__in=provider_keys)
        .select_related("booking__employer", "booking__provider", "booking__run")
        .order_by("pk")
    )
    smallest = settings.SMALLEST_GROUP
    held = [
        _Held(
            row.booking,
            row.seats_used // smallest * smallest,
            at_least(row.trained_count, row.seats_used, smallest=smallest) or 0,
        )
        for row in counted
    ]
    sizes = {key: str(label) for key, label in Employer.SizeClass.choices}
    split: list[tuple[str, Callable[[TrainingRequest], tuple[str, str]]]] = [
        (_("Nach Quartal"), _quarter),
        (_("Nach Training"), lambda booking: (booking.course_title, booking.course_title)),
        (_("Nach Größe des Betriebs"), lambda booking: _size(booking, sizes)),
        (_("Öffentlich oder privat"), _sector),
    ]
    if by_provider:
        split.insert(0, (_("Nach Träger"), lambda booking: (booking.provider.name, booking.provider.name)))
    return Statistics(
        whole=_line(_("Zusammen"), held),
        tables=tuple(Table(title, _lines(held, key)) for title, key in split) if held else (),
    )


def _lines(held: list[_Held], key: Callable[[TrainingRequest], tuple[str, str]]) -> tuple[Line, ...]:
    groups: dict[tuple[str, str], list[_Held]] = {}
    for one in held:
        groups.setdefault(key(one.booking), []).append(one)
    return tuple(_line(label, groups[order, label]) for order, label in sorted(groups))


def _line(label: str, held: list[_Held]) -> Line:
    return Line(label, len(held), sum(one.seats for one in held) or None, sum(one.bound for one in held) or None)


def _quarter(booking: TrainingRequest) -> tuple[str, str]:
    if booking.run is None:
        return "", _("ohne Angabe")
    quarter = quarter_of(booking.run.starts_on)
    return quarter, quarter_name(quarter)


def _size(booking: TrainingRequest, names: dict[str, str]) -> tuple[str, str]:
    size = (booking.employer.size_class if booking.employer is not None else "") or booking.size_class
    return str(list(names).index(size)) if size in names else "9", names.get(size, _("ohne Angabe"))


def _sector(booking: TrainingRequest) -> tuple[str, str]:
    is_public = booking.employer.is_public if booking.employer is not None else booking.is_public
    return ("0", _("öffentliche Einrichtungen")) if is_public else ("1", _("private Betriebe"))
