"""Sessions of a run: who may teach them, what stands against a date, how they are said, what still lacks dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from courses.calendar_file import Entry
from courses.models import Run, RunSession, RunUnit, SessionTrainer
from courses.models.unit import TAUGHT_AT_DATES
from courses.public_holidays import Holiday, holiday, land_of
from courses.queries.curriculum import curriculum
from courses.queries.published import localized
from courses.timetable import Slot, shifted

TEACHING_ROLES = ("trainer", "provider_admin")


def trainers_at(providers: Iterable[int] | QuerySet[Any]) -> QuerySet[User]:
    """Return who may teach at these providers."""
    held = Membership.objects.active().filter(provider__in=providers, role__in=TEACHING_ROLES)
    return User.objects.filter(pk__in=held.values("user")).order_by("full_name")


@dataclass(frozen=True, slots=True)
class TaughtItem:
    """A place in what the run teaches, pinned or as the course stands now."""

    title: str
    minutes: int
    delivery: str
    min_percent: int | None = None  # what counts as attended, where the unit says so
    min_minutes: int | None = None


def taught_items(run: Run) -> dict[UUID, TaughtItem]:
    """Return what the run teaches by item id, in order: its pinned units, before that the course's own."""
    if run.opened_at is not None:
        pinned = RunUnit.objects.filter(run=run).annotate(
            title=KeyTransform("title", "unit_revision__content"),
            percent=KeyTransform("min_percent", "unit_revision__content"),
            least=KeyTransform("min_minutes", "unit_revision__content"),
        )
        columns = ("item_id", "title", "minutes", "delivery", "percent", "least")
        rows = pinned.order_by("position").values_list(*columns)
        return {item_id: TaughtItem(title or "", *rest) for item_id, title, *rest in rows}
    return {
        item.item_id: TaughtItem(
            item.unit.title, item.unit.minutes, item.unit.delivery, item.unit.min_percent, item.unit.min_minutes
        )
        for item in curriculum(run.course).items
        if item.unit is not None
    }


def attendance_rule(run: Run, item_id: UUID | None) -> tuple[int | None, int | None]:
    """Return percent and minutes that count as attended where a session does not say: its unit's, else the house's."""
    item = taught_items(run).get(item_id) if item_id is not None else None
    if item is None or (item.min_percent is None and item.min_minutes is None):
        return int(settings.SESSION_MIN_PERCENT), None
    return item.min_percent, item.min_minutes


def item_titles(run: Run) -> dict[UUID, str]:
    """Return the titles of what the run teaches by item id, in order."""
    return {item_id: item.title for item_id, item in taught_items(run).items()}


@dataclass(frozen=True, slots=True)
class Lack:
    """A unit taught at dates that has fewer teaching units in the timetable than planned."""

    title: str
    planned: Decimal  # teaching units of 45 minutes
    wanted: Decimal


def lacks(run: Run) -> list[Lack]:
    """Return the units of the run, taught online at a date or on site, whose sessions are too short or missing."""
    scheduled: dict[UUID, int] = {}
    for one in run.sessions.filter(state=RunSession.State.PLANNED):
        if one.item_id is not None:
            scheduled[one.item_id] = scheduled.get(one.item_id, 0) + one.minutes
    return [
        Lack(item.title, _teaching_units(scheduled.get(item_id, 0)), _teaching_units(item.minutes))
        for item_id, item in taught_items(run).items()
        if item.delivery in TAUGHT_AT_DATES and scheduled.get(item_id, 0) < item.minutes
    ]


def _teaching_units(minutes: int) -> Decimal:
    return (Decimal(minutes) / settings.TEACHING_UNIT_MINUTES).quantize(Decimal("0.01")).normalize()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands against a date; the person who plans decides."""

    slot: Slot
    holiday: Holiday | None
    clashes: tuple[str, ...]  # in words
    is_outside_run: bool

    @property
    def is_clear(self) -> bool:
        return self.holiday is None and not self.clashes and not self.is_outside_run


def marks(run: Run, slots: Sequence[Slot], trainers: Collection[User], *, but: Collection[int] = ()) -> list[Mark]:
    """
    Return for each slot the public holiday of the provider's Land, and what else happens then.

    Other sessions count when they are of this run or of one of these trainers, at this provider: what somebody does
    elsewhere is not told. `but` are keys of sessions that would move themselves. Three queries.
    """
    if not slots:
        return []
    nearby = (
        RunSession.objects.standing()
        .overlapping(min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots))
        .filter(Q(run=run) | Q(session_trainers__user__in=trainers, run__course__provider=run.course.provider_id))
        .exclude(pk__in=but)
        .select_related("run__course")
        .prefetch_related(_with_trainers())
        .distinct()
    )
    others = list(nearby)
    land = land_of(run.provider)
    names = {user.pk: user.display_name for user in trainers}
    return [
        Mark(
            slot=slot,
            holiday=holiday(slot.day, land, get_language() or "de"),
            clashes=tuple(_clashes(run, slot, others, names)),
            is_outside_run=not run.starts_on <= slot.day <= run.ends_on,
        )
        for slot in slots
    ]


def _clashes(run: Run, slot: Slot, others: Sequence[RunSession], names: dict[int, str]) -> Iterable[str]:
    for other in others:
        if not slot.overlaps(Slot(other.starts_at, other.ends_at)):
            continue
        when = session_time(other)
        if other.run_id == run.pk:
            yield _("Dieser Durchgang hat da schon einen Termin: %(when)s") % {"when": when}
        for row in other.session_trainers.all():
            if row.user_id in names and other.run_id != run.pk:
                words = {"person": names[row.user_id], "course": other.run.course.title, "when": when}
                yield _("%(person)s unterrichtet da schon: %(course)s, %(when)s") % words


def _with_trainers() -> Prefetch[str, QuerySet[SessionTrainer], str]:
    rows = SessionTrainer.objects.select_related("user").order_by("user__full_name", "pk")
    return Prefetch("session_trainers", queryset=rows)


def with_people(sessions: QuerySet[RunSession]) -> QuerySet[RunSession]:
    """Return the sessions with run, course, provider and trainers loaded."""
    return sessions.select_related("run__course__provider", "series").prefetch_related(_with_trainers())


def session_day(session: RunSession) -> str:
    """Return the day in words of the active language: „Dienstag, 24. März 2026“."""
    return _day_words(timezone.localtime(session.starts_at))


def _day_words(wall: datetime) -> str:
    return f"{date_format(wall, 'l')}{_comma()} {date_format(wall, 'DATE_FORMAT')}"


def _comma() -> str:
    return "،" if get_language_bidi() else ","


def session_time(session: RunSession) -> str:
    """Return the wall times in Berlin: „19:00–20:30“."""
    walls = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at))
    return "–".join(date_format(wall, "TIME_FORMAT") for wall in walls)


def session_line(session: RunSession) -> str:
    """Return the session in one line of the active language: day, time, title, form or place."""
    title = session.title_in(get_language() or "de")
    parts = [session_day(session), session_time(session), title, session.place or session.get_mode_display()]
    return " · ".join(part for part in parts if part)


def calendar_entry(session: RunSession, language: str, *, course_title: str = "") -> Entry:
    """
    Return what a calendar in this language says of the session (run and course loaded).

    Nothing in it is about a person: the same entry goes to everybody.
    """
    course_title = course_title or localized(session.run.course, language).title
    with override(language):
        title = session.title_in(language)
        form = str(session.get_mode_display())
        return Entry(
            uid=session.calendar_uid,
            summary=f"{course_title}: {title}" if title else course_title,
            starts=session.starts_at,
            ends=session.ends_at,
            stamp=session.changed_at,
            sequence=session.sequence,
            description=session.cancel_reason if session.is_cancelled else form,
            location=session.place or form,
            url=settings.SITE_ORIGIN + reverse("lms:session", args=[session.public_id]),
            is_cancelled=session.is_cancelled,
        )


def sessions_to_come(runs: Iterable[Run], *, at: datetime) -> dict[int, list[RunSession]]:
    """Return the sessions of these runs that take place and are not over, by run key, earliest first. One query."""
    found: dict[int, list[RunSession]] = {}
    rows = RunSession.objects.standing().filter(run__in=list(runs), ends_at__gt=at)
    for one in rows.order_by("starts_at", "pk"):
        found.setdefault(one.run_id, []).append(one)
    return found


def slot_words(slot: Slot) -> str:
    """Return a slot in words of the active language: „Dienstag, 24. März 2026, 19:00–20:30“."""
    starts, ends = (timezone.localtime(moment) for moment in (slot.starts_at, slot.ends_at))
    walls = f"{date_format(starts, 'TIME_FORMAT')}–{date_format(ends, 'TIME_FORMAT')}"
    return f"{_day_words(starts)}{_comma()} {walls}"


def change_marks(session: RunSession, new: Slot, trainers: Collection[User], *, is_following: bool) -> list[Mark]:
    """Return what would stand against the dates of a change that reaches one session, or its following ones too."""
    reached = [session]
    if is_following and session.series_id is not None:
        later = RunSession.objects.filter(series=session.series_id, starts_at__gt=session.starts_at)
        reached += later.filter(state=RunSession.State.PLANNED).order_by("starts_at", "pk")
    old = Slot(session.starts_at, session.ends_at)
    slots = [shifted(Slot(one.starts_at, one.ends_at), old, new) for one in reached]
    return marks(session.run, slots, trainers, but=[one.pk for one in reached])


def clashes_of(session: RunSession, person: User) -> tuple[str, ...]:
    """Return in words what else the person teaches at that time, at this provider."""
    slot = Slot(session.starts_at, session.ends_at)
    return marks(session.run, [slot], [person], but=[session.pk])[0].clashes


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list of the back office."""

    session: RunSession
    when: str
    title: str
    course: str
    where: str
    teaching_units: Decimal
    trainers: str
    may_change: bool
    may_take_over: bool


def session_rows(found: Iterable[RunSession], user: User, *, at: datetime) -> list[SessionRow]:
    """Return rows for a list (run, course and trainers loaded); one query for where the person teaches."""
    teaches = set(
        Membership.objects.active()
        .filter(user=user, role__in=TEACHING_ROLES, provider__isnull=False)
        .values_list("provider_id", flat=True)
    )
    rows = []
    for one in found:
        people = [row.user for row in one.session_trainers.all()]
        is_open = not one.is_cancelled and not one.is_over(at) and one.run.cancelled_at is None
        is_colleague = one.run.course.provider_id in teaches and [user.pk] != [person.pk for person in people]
        rows.append(
            SessionRow(
                session=one,
                when=slot_words(Slot(one.starts_at, one.ends_at)),
                title=one.title_in(get_language() or "de"),
                course=str(one.run),
                where=one.place or str(one.get_mode_display()),
                teaching_units=_teaching_units(one.minutes),
                trainers=", ".join(person.display_name for person in people),
                may_change=is_open,
                may_take_over=is_open and is_colleague,
            )
        )
    return rows
