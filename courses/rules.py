"""What must hold before a course or unit is published, and what state a run is in. Pure: no database, no clock."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from courses.models import Course, Delivery

BERLIN = ZoneInfo("Europe/Berlin")

# DIN ISO 29993 asks for these before enrolment, whatever the offer.
ALWAYS_REQUIRED = ("title", "summary", "goals", "target_group", "prerequisites", "assessment", "contact_email")
K = Course.OfferKind
REQUIRED_FIELDS: dict[str, tuple[str, ...]] = {
    K.ADAPTATION_COURSE: (*ALWAYS_REQUIRED, "occupation", "cefr_entry", "equipment", "cancellation"),
    K.COMPENSATION_MEASURE: (*ALWAYS_REQUIRED, "occupation", "cefr_entry", "equipment", "cancellation"),
    K.BRIDGING_COURSE: (*ALWAYS_REQUIRED, "cefr_entry", "equipment", "cancellation"),
    K.LANGUAGE_COURSE: (*ALWAYS_REQUIRED, "cefr_entry", "cefr_goal", "equipment", "cancellation"),
    K.DIVERSITY_TRAINING: (*ALWAYS_REQUIRED, "methods"),
    K.ONLINE_SEMINAR: ("title", "summary", "goals", "target_group", "contact_email"),
}


def missing_fields(course: Course) -> list[str]:
    """Return the names of required fields that are empty, in the order of the form."""
    return [name for name in REQUIRED_FIELDS[course.offer_kind] if _is_empty(course, name)]


def _is_empty(course: Course, name: str) -> bool:
    if name == "occupation":
        return course.occupation_id is None
    value = getattr(course, name)
    return not strip_tags(value).strip() if isinstance(value, str) else not value


class Planned(Protocol):
    """Anything with a delivery form and a planned length."""

    @property
    def delivery(self) -> str: ...
    @property
    def teaching_units(self) -> Decimal: ...


def asynchronous_share(units: Iterable[Planned]) -> Decimal:
    """
    Return the share of planned teaching units that are learned apart and at one's own time, 0 to 1.

    Self-study counts as asynchronous; the virtual classroom, on-site days and practice do not. Sources: § 1 FernUSG
    and BGH, 12 June 2025, III ZR 109/24, which lets the asynchronous share decide.
    """
    listed = list(units)
    total = sum((unit.teaching_units for unit in listed), Decimal(0))
    if not total:
        return Decimal(0)
    alone = sum((unit.teaching_units for unit in listed if unit.delivery == Delivery.SELF_STUDY), Decimal(0))
    return alone / total


def needs_zfu_number(course: Course, units: Iterable[Planned]) -> bool:
    """
    Return whether the course may not be offered without admission by the ZFU (§ 12 FernUSG).

    Paid, more than half asynchronous, and no admission number: a contract about it would be void.
    """
    return course.is_paid and not course.zfu_number.strip() and asynchronous_share(units) > Decimal("0.5")


TAILORED_SHARE = Decimal("0.25")  # how far a booked training may be longer or shorter than its template (DOMAIN 5a)


def tailored_limits(minutes: int) -> tuple[int, int]:
    """Return the fewest and the most minutes of a run whose template takes so many."""
    return math.ceil(minutes * (1 - TAILORED_SHARE)), math.floor(minutes * (1 + TAILORED_SHARE))


class RunState(StrEnum):
    """Where a run stands. Derived, never stored."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSING = "closing"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


RUN_STATE_NAMES: dict[RunState, StrOrPromise] = {
    RunState.PLANNED: _("in Planung"),
    RunState.ANNOUNCED: _("angekündigt"),
    RunState.OPEN: _("Anmeldung offen"),
    RunState.CLOSING: _("Anmeldung endet bald"),
    RunState.FULL: _("ausgebucht"),
    RunState.CLOSED: _("Anmeldung beendet"),
    RunState.RUNNING: _("läuft"),
    RunState.FINISHED: _("beendet"),
    RunState.CANCELLED: _("abgesagt"),
    RunState.ARCHIVED: _("abgelegt"),
}


class NextAction(StrEnum):
    """The one thing a visitor can do about a run."""

    NONE = "none"  # not shown at all
    WAIT = "wait"  # "Anmeldung ab …": take the day into one's calendar
    ENROL = "enrol"
    JOIN_WAITING_LIST = "join_waiting_list"
    ASK = "ask"  # write to the contact about the next run
    CONTINUE = "continue"  # participants go on learning; others see when it ended


NEXT_ACTIONS: dict[RunState, NextAction] = {
    RunState.PLANNED: NextAction.NONE,
    RunState.ANNOUNCED: NextAction.WAIT,
    RunState.OPEN: NextAction.ENROL,
    RunState.CLOSING: NextAction.ENROL,
    RunState.FULL: NextAction.JOIN_WAITING_LIST,
    RunState.CLOSED: NextAction.ASK,
    RunState.RUNNING: NextAction.CONTINUE,
    RunState.FINISHED: NextAction.ASK,
    RunState.CANCELLED: NextAction.ASK,
    RunState.ARCHIVED: NextAction.NONE,
}


class Dated(Protocol):
    """Anything with the dates and decisions of a run."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def enrol_from(self) -> date: ...
    @property
    def enrol_until(self) -> date: ...
    @property
    def announced_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def archived_at(self) -> datetime | None: ...


def run_state(run: Dated, *, at: datetime, free_places: int) -> RunState:
    """
    Return the state of the run at this instant; days are those of Berlin.

    Decisions win over dates, and an open window over the run having begun: somebody may still join a run that is on.
    """
    today = at.astimezone(BERLIN).date()
    if run.archived_at is not None:
        return RunState.ARCHIVED
    if run.cancelled_at is not None:
        return RunState.CANCELLED
    if today > run.ends_on:
        return RunState.FINISHED
    if run.announced_at is None:
        return RunState.RUNNING if today >= run.starts_on else RunState.PLANNED
    if today < run.enrol_from:
        return RunState.RUNNING if today >= run.starts_on else RunState.ANNOUNCED
    if today > run.enrol_until:
        return RunState.RUNNING if today >= run.starts_on else RunState.CLOSED
    return _state_in_window(run, today, free_places)


def _state_in_window(run: Dated, today: date, free_places: int) -> RunState:
    if free_places <= 0:
        return RunState.RUNNING if today >= run.starts_on else RunState.FULL
    closing_from = run.enrol_until - timedelta(days=settings.RUN_CLOSING_DAYS)
    return RunState.CLOSING if today > closing_from else RunState.OPEN


def next_action(state: RunState) -> NextAction:
    """Return the one thing a visitor can do in this state."""
    return NEXT_ACTIONS[state]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something cannot be published: at which field, in words for the person who edits."""

    field: str
    text: StrOrPromise
