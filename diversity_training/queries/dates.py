"""When a booked training is held: its workshops, and the meeting weeks later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import get_language

from courses import queries as courses
from courses.models import Run, RunSession
from courses.public_holidays import Holiday, holidays_within, land_of

FOLLOW_UP_GAP = timedelta(weeks=4)  # a date so long after the one before is the follow-up meeting


@dataclass(frozen=True, slots=True)
class Meeting:
    """A date of a booked training as its employer reads it, in words of the active language."""

    day: str
    time: str
    title: str
    place: str  # or that it is online


def meetings_of(run: Run) -> list[Meeting]:
    """Return when people of the run meet, earliest first. Two queries."""
    sessions = RunSession.objects.standing().filter(run=run).order_by("starts_at", "pk")
    titles, language = courses.item_titles(run), get_language() or "de"
    return [
        Meeting(
            day=courses.session_day(session),
            time=courses.session_time(session),
            title=session.title_in(language) or (titles.get(session.item_id, "") if session.item_id else ""),
            place=session.place or session.get_mode_display(),
        )
        for session in sessions
    ]


def delivered_by(days: list[date], ends_on: date) -> date:
    """Return the last day of the training itself, given the days of its sessions in order. Pure."""
    for before, after in pairwise(days):
        if after - before >= FOLLOW_UP_GAP:
            return before
    return days[-1] if days else ends_on


def delivery_ends_on(run: Run) -> date:
    """Return the last day of the training itself; the follow-up meeting comes weeks later. One query."""
    starts = (
        run.sessions.filter(state=RunSession.State.PLANNED)
        .order_by("starts_at", "pk")
        .values_list("starts_at", flat=True)
    )
    return delivered_by([timezone.localdate(start) for start in starts], run.ends_on)


def delivery_ends_by_run(runs: Collection[Run]) -> dict[int, date]:
    """Return by the run's key the last day of the training itself. One query for all."""
    days: dict[int, list[date]] = {run.pk: [] for run in runs}
    sessions = RunSession.objects.standing().filter(run__in=days).order_by("starts_at", "pk")
    for run_id, start in sessions.values_list("run_id", "starts_at"):
        days[run_id].append(timezone.localdate(start))
    return {run.pk: delivered_by(days[run.pk], run.ends_on) for run in runs}


def holidays_of(run: Run) -> list[Holiday]:
    """Return the public holidays, church ones among them, on which the run has a session."""
    starts = run.sessions.filter(state=RunSession.State.PLANNED).values_list("starts_at", flat=True)
    days = {timezone.localdate(start) for start in starts}
    found = holidays_within(run.starts_on, run.ends_on, [land_of(run.course.provider)])
    return [holiday for day, holiday in found.items() if day in days]
