# messages: back office
"""
What people said of trainings: over several runs for the provider's staff, of one booking for the employer.

Every figure adds up rows about at least five people each (ADR 0028), and filters choose whole runs. So whatever two
reports differ by, with other filters or at another time, is made of rows that could be shown alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Employer, User
from courses.models import Run
from diversity_training.models import TrainingRequest
from diversity_training.visibility import Datum, Rule, Viewer, rule
from lms.queries.surveys import context_of
from privacy.small_numbers import Mean, at_least_of
from surveys.models import Survey
from surveys.pictures import Picture, picture
from surveys.queries.results import Report, report

OPEN = "open"  # in place of a size: the run was not booked by an employer


@dataclass(frozen=True, slots=True)
class Filters:
    """What a report is about; an empty field chooses everything."""

    course: int | None = None
    quarter: str = ""  # "2026-4": the run began in the fourth quarter of 2026
    size: str = ""  # a key of Employer.SizeClass, or OPEN


@dataclass(frozen=True, slots=True)
class AskedRun:
    """A run whose people were asked, with what filters know of it."""

    context: UUID
    course: int
    course_title: str
    quarter: str
    size: str

    def fits(self, filters: Filters) -> bool:
        """Whether the run is among those that are asked for."""
        return (
            filters.course in (None, self.course)
            and filters.quarter in ("", self.quarter)
            and filters.size in ("", self.size)
        )


def quarter_of(day: date) -> str:
    """Return the quarter of a day as filters name it."""
    return f"{day.year}-{(day.month + 2) // 3}"


def quarter_name(quarter: str) -> str:
    """Return the quarter in words."""
    year, number = quarter.split("-")
    return _("%(number)s. Quartal %(year)s") % {"number": number, "year": year}


def asked_runs(provider_keys: Collection[int]) -> list[AskedRun]:
    """Return the runs of these providers in which a round was opened, the latest first; two statements."""
    asked = set(Survey.objects.filter(provider__in=provider_keys).values_list("context_key", flat=True))
    if not asked:
        return []
    runs = (
        Run.objects.filter(course__provider__in=provider_keys)
        .select_related("course", "booking__employer")
        .defer("course__curriculum")
        .order_by("-starts_on", "pk")
    )
    found = ((context_of(run), run) for run in runs)
    return [
        AskedRun(context, run.course_id, run.course.title, quarter_of(run.starts_on), size_of(run))
        for context, run in found
        if context in asked
    ]


def size_of(run: Run) -> str:
    """Return how large the employer is who booked the run: as its account says, else as the request said."""
    booking: TrainingRequest | None = getattr(run, "booking", None)
    if booking is None:
        return OPEN
    return (booking.employer.size_class if booking.employer is not None else "") or booking.size_class


def choices(runs: Iterable[AskedRun]) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter may be set to, as (value, label)."""
    runs = list(runs)
    sizes = {run.size for run in runs}
    names = [*((key, str(label)) for key, label in Employer.SizeClass.choices), (OPEN, _("offene Termine"))]
    return {
        "course": sorted({(str(run.course), run.course_title) for run in runs}, key=lambda pair: (pair[1], pair[0])),
        "quarter": [(key, quarter_name(key)) for key in sorted({run.quarter for run in runs}, reverse=True)],
        "size": [(key, label) for key, label in names if key in sizes],
    }


def report_of(runs: Sequence[AskedRun], filters: Filters, *, language: str) -> Report:
    """Return what the runs that fit tell together; three statements however many they are."""
    return report([run.context for run in runs if run.fits(filters)], language=language)


class Stage(StrEnum):
    """What the employer's page says of an evaluation."""

    NOT_WANTED = "not_wanted"
    NOT_YET = "not_yet"  # nobody was asked, or a round is open still
    TOO_FEW = "too_few"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    The evaluation of one booking as the employer sees it: never a text, never a figure about fewer than five.

    How many people answered is a lower bound in full fives.
    """

    stage: Stage
    report: Report
    picture: Picture


def in_full_fives(found: Report) -> Report:
    """
    Return the report with lower bounds in place of numbers of people.

    HR knows the names on its seats. 13 answers of 14 people would tell of the one who has none, 14 that everybody was
    there to the end, and 13 to one question beside 14 to the next of the one who skipped it.
    """

    def told(value: Mean | None) -> Mean | None:
        return value and replace(value, count=at_least_of(value.count, smallest=settings.SMALLEST_GROUP))

    return replace(
        found,
        answers={
            round_: at_least_of(count, smallest=settings.SMALLEST_GROUP) for round_, count in found.answers.items()
        },
        items=tuple(
            replace(
                item,
                before=told(item.before),
                end=told(item.end),
                later=told(item.later),
                change_at_end=told(item.change_at_end),
                change_later=told(item.change_later),
            )
            for item in found.items
        ),
    )


def evaluation(booking: TrainingRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what the part of the booking's page reads; nothing without a run, or if the table said no."""
    if booking.run is None or rule(Datum.SURVEY, Viewer.HR) is not Rule.GROUPS:
        return {}
    found = in_full_fives(report([context_of(booking.run)], language=get_language() or "de"))
    if found.items:
        stage = Stage.SHOWN
    elif found.withheld and not found.open:
        stage = Stage.TOO_FEW
    elif not booking.wants_survey and not found.open:
        stage = Stage.NOT_WANTED
    else:
        stage = Stage.NOT_YET
    return {"evaluation": Evaluation(stage, found, picture(found))}
