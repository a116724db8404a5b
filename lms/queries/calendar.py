"""A person's calendar: sessions they learn in or teach, first days of runs, days by which something must be done."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import User
from admissions.models import Place
from courses import queries as courses
from courses.calendar_file import Entry
from courses.models import Course, Run, RunSession
from courses.public_holidays import Holiday, holidays_within, land_of
from courses.rules import BERLIN
from lms.models import Enrolment
from lms.queries.joining import DoorState, window

SHOWN_IN_LIST = 60
FEED_PAST, FEED_AHEAD = timedelta(days=60), timedelta(days=400)  # what a calendar needs; older it keeps by itself


class Kind(StrEnum):
    """What happens."""

    SESSION = "session"
    RUN_START = "run_start"
    DEADLINE = "deadline"  # of enrolment, for who teaches; of a held place, for whom it is held


@dataclass(frozen=True, slots=True)
class Appointment:
    """One thing in a person's calendar."""

    kind: Kind
    day: date  # in Berlin
    course_title: str
    course_language: str
    run: Run
    since: datetime  # when it came to stand in the calendar as it is
    session: RunSession | None = None
    is_teaching: bool = False
    may_join: bool = False  # the door of its room is open now

    @property
    def order(self) -> tuple[date, bool, datetime]:
        """Whole days first, then by the clock."""
        return self.day, self.session is not None, self.session.starts_at if self.session else self.since

    @property
    def is_cancelled(self) -> bool:
        return self.session is not None and self.session.is_cancelled

    @property
    def time(self) -> str:
        """Wall times in Berlin; empty on whole days."""
        return courses.session_time(self.session) if self.session else ""

    @property
    def title(self) -> str:
        """The session's own title in the active language, which may be none."""
        return self.session.title_in(get_language() or "de") if self.session else ""

    @property
    def words(self) -> str:
        """What happens on a whole day, in the active language."""
        if self.kind == Kind.RUN_START:
            return _("Der Kurs beginnt")
        if self.kind == Kind.DEADLINE:
            return _("Letzter Tag der Anmeldung") if self.is_teaching else _("Bis hier ist Ihr Platz reserviert")
        return ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what happens on it, and whether it is a public holiday where the person learns or teaches."""

    day: date
    appointments: tuple[Appointment, ...]
    holiday: Holiday | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """Days in order; without end when `last` is None."""

    days: tuple[Day, ...]
    has_more: bool  # later ones exist that are not listed


def learners_of(run: Run) -> list[User]:
    """Return who has a place in the run and has not left it."""
    return list(User.objects.filter(enrolments__in=Enrolment.objects.filter(run=run).exclude(state="withdrawn")))


def sessions_of(person: User) -> Any:
    """Return the sessions of the person: of runs in which they learn, and those they teach. Called off ones too."""
    learning = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN).values("run")
    mine = Q(run__in=learning) | Q(pk__in=RunSession.objects.taught_by(person).values("pk"))
    return RunSession.objects.filter(mine, run__archived_at__isnull=True)


def agenda(person: User, *, language: str, at: datetime) -> Agenda:
    """Return what is still to come, earliest first; holidays among the days that are shown. Six queries."""
    found = [one for one in _appointments(person, _midnight(at), None, language, at=at) if not _is_past(one, at)]
    shown = found[:SHOWN_IN_LIST]
    lands = _lands(found)
    by_day: dict[date, list[Appointment]] = {}
    for one in shown:
        by_day.setdefault(one.day, []).append(one)
    holidays: dict[date, Holiday] = {}
    if shown:
        holidays = holidays_within(timezone.localdate(at), shown[-1].day, lands, language)
    days = sorted({*by_day, *holidays})
    return Agenda(
        days=tuple(Day(day, tuple(by_day.get(day, ())), holidays.get(day)) for day in days),
        has_more=len(found) > len(shown),
    )


def month(person: User, *, year: int, number: int, language: str) -> list[Day]:
    """Return every day of the month with what happens on it, past or not."""
    first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
    found = _appointments(person, _begin_of(first), _begin_of(last + timedelta(days=1)), language)
    holidays = holidays_within(first, last, _lands(found) or _own_lands(person), language)
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [Day(day, tuple(one for one in found if one.day == day), holidays.get(day)) for day in days]


def feed_entries(person: User, *, language: str, at: datetime) -> list[Entry]:
    """Return what the person's own calendar subscribes to; nothing in it is about anybody else."""
    with override(language):
        found = _appointments(person, at - FEED_PAST, at + FEED_AHEAD, language)
        return [entry_of(one, language) for one in found]


def entry_of(one: Appointment, language: str) -> Entry:
    """Return an appointment as an entry of a calendar file."""
    if one.session is not None:
        return courses.calendar_entry(one.session, language, course_title=one.course_title)
    return Entry(
        uid=f"{one.run.public_id}-{one.kind}",
        summary=f"{one.words}: {one.course_title}",
        starts=one.day,
        ends=one.day + timedelta(days=1),
        stamp=one.since,
        url=settings.SITE_ORIGIN + reverse("lms:calendar"),
    )


def _is_past(one: Appointment, at: datetime) -> bool:
    return one.session is not None and one.session.is_over(at)


def _midnight(at: datetime) -> datetime:
    return _begin_of(timezone.localdate(at))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BERLIN)


def _appointments(
    person: User, first: datetime, end: datetime | None, language: str, *, at: datetime | None = None
) -> list[Appointment]:
    """Return everything that is not over at `first` and begins before `end`, in order; with `at`, what is open then."""
    sessions = sessions_of(person).filter(ends_at__gt=first)
    if end is not None:
        sessions = sessions.filter(starts_at__lt=end)
    rows = list(sessions.select_related("run__course__provider__region", "run__course__locale"))
    taught = set(
        RunSession.objects.taught_by(person).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    days = list(_whole_days(person, first, end))
    titles = _Titles([row.run.course for row in rows] + [run.course for _kind, run, *_rest in days], language)
    found = [
        Appointment(
            Kind.SESSION,
            timezone.localdate(row.starts_at),
            *titles.of(row.run.course),
            run=row.run,
            since=row.changed_at,
            session=row,
            is_teaching=row.pk in taught,
            may_join=at is not None and window(row, is_staff=row.pk in taught, at=at) == DoorState.OPEN,
        )
        for row in rows
    ]
    found += [
        Appointment(kind, day, *titles.of(run.course), run=run, since=since, is_teaching=teaching)
        for kind, run, day, teaching, since in days
    ]
    return sorted(found, key=lambda one: one.order)


def _whole_days(
    person: User, first: datetime, end: datetime | None
) -> Iterable[tuple[Kind, Run, date, bool, datetime]]:
    """Yield first days and last days of enrolment: of runs one has a place in, or teaches."""
    from_on = timezone.localdate(first)
    until_on = timezone.localdate(end) if end is not None else date.max

    def is_within(day: date) -> bool:
        return from_on <= day < until_on

    standing = {"run__cancelled_at__isnull": True, "run__archived_at__isnull": True}
    related = ("run__course__provider__region", "run__course__locale")
    enrolments = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN).filter(**standing)
    for enrolment in enrolments.filter(run__starts_on__gte=from_on).select_related(*related):
        if is_within(enrolment.run.starts_on):
            yield Kind.RUN_START, enrolment.run, enrolment.run.starts_on, False, enrolment.enrolled_at
    held = Place.objects.filter(person=person, state=Place.State.HELD, held_until__gt=first, **standing)
    for place in held.select_related(*related):
        if place.held_until is not None and is_within(timezone.localdate(place.held_until)):
            yield Kind.DEADLINE, place.run, timezone.localdate(place.held_until), False, place.created_at
    taught = Run.objects.filter(run_trainers__user=person, cancelled_at__isnull=True, archived_at__isnull=True)
    recent = taught.filter(Q(starts_on__gte=from_on) | Q(enrol_until__gte=from_on))
    for run in recent.select_related("course__provider__region", "course__locale"):
        since = run.announced_at or _begin_of(run.enrol_from)
        if is_within(run.starts_on):
            yield Kind.RUN_START, run, run.starts_on, True, since
        if is_within(run.enrol_until):
            yield Kind.DEADLINE, run, run.enrol_until, True, since


class _Titles:
    """Titles of courses in the person's language, read at once."""

    def __init__(self, found: Iterable[Course], language: str) -> None:
        self.language = language
        keys = {course.pk for course in found}
        live = Course.objects.filter(translation_of__in=keys, locale__language_code=language, live=True)
        self.titles = dict(live.values_list("translation_of_id", "title")) if keys else {}

    def of(self, course: Course) -> tuple[str, str]:
        """Return title and its language."""
        translated = self.titles.get(course.pk)
        return (translated, self.language) if translated else (course.title, course.language)


def _lands(found: Iterable[Appointment]) -> set[str]:
    return {land_of(one.run.provider) for one in found}


def _own_lands(person: User) -> set[str]:
    """Return the Länder of the providers where the person learns; a month without dates has its holidays too."""
    runs = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN)
    lands = runs.values_list("run__course__provider__region__land", flat=True).distinct()
    return {land or "" for land in lands}
