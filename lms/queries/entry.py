"""What a course builds on, and who has it (DOMAIN 1b: Aufbau after Basis, by completing it or by a proof)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.models import User
from admissions import queries as admissions
from admissions.models import Place
from courses import queries as courses
from courses.models import Course, Run
from lms.models import Enrolment, EntryRequest, EntryRequestQuerySet


class Basis(StrEnum):
    """Why somebody may enter a course that builds on another one; stands in the audit row of their enrolment."""

    COMPLETED = "completed"  # the entry course, here
    ACCEPTED = "accepted"  # staff accepted a proof or a reason
    EMPLOYER = "employer"  # a seat: trainer and employer settle it in the needs analysis
    STAFF = "staff"  # staff enrolled them themselves


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What a person is told who lacks the entry course."""

    entry: Course  # in the language of the page
    has_page: bool  # it is published, so there is a link
    waiting: EntryRequest | None
    held_until: datetime | None  # until when a place is kept for them; None: it is not
    declined: EntryRequest | None  # the last answer, while it is kept


def entry_course(course: Course) -> Course | None:
    """Return the course that must be completed before this one, or None; settings.ENTRY_COURSE knows."""
    found: Course | None = import_string(settings.ENTRY_COURSE)(course)
    return found


def basis_of(course: Course, entry: Course, learner: User) -> Basis | None:
    """Return what the learner brings along for this course, which builds on `entry`; None: nothing yet."""
    source = courses.source_of(entry)
    completed = Enrolment.objects.filter(
        Q(run__course=source) | Q(run__course__translation_of=source),
        learner=learner,
        state=Enrolment.State.COMPLETED,
    )
    if completed.exists():
        return Basis.COMPLETED
    accepted = EntryRequest.objects.filter(course=course, learner=learner, state=EntryRequest.State.ACCEPTED)
    return Basis.ACCEPTED if accepted.exists() else None


def entry_page(run: Run, learner: User, language: str, *, at: datetime) -> EntryPage | None:
    """Return what to tell a person who wants to enrol and lacks the entry course; None: they lack nothing."""
    entry = entry_course(run.course)
    if entry is None or basis_of(run.course, entry, learner) is not None:
        return None
    mine = EntryRequest.objects.filter(course=run.course, learner=learner).order_by("-asked_at", "-pk")
    last = mine.select_related("run").first()
    waiting = last if last is not None and last.is_open else None
    return EntryPage(
        entry=courses.localized(entry, language),
        has_page=entry.live,
        waiting=waiting,
        held_until=held_until(waiting, at=at) if waiting is not None else None,
        declined=last if last is not None and last.state == EntryRequest.State.DECLINED else None,
    )


def held_until(request: EntryRequest, *, at: datetime) -> datetime | None:
    """Return until when a place is kept for whoever asked; None when it no longer is."""
    place = admissions.live_place(request.run, request.learner_id)
    is_held = place is not None and place.state == Place.State.HELD
    until = place.held_until if place is not None and is_held else None
    return until if until is not None and until > at else None


def with_people(rows: EntryRequestQuerySet) -> QuerySet[EntryRequest]:
    """Return the rows with what lists and pages show of them."""
    return rows.select_related("learner", "decided_by", "file", "run__course__provider")


def waiting_count(user: User) -> int:
    """Return how many requests wait for a decision of this person."""
    return EntryRequest.objects.decided_by_staff(user).filter(state=EntryRequest.State.OPEN).count()
