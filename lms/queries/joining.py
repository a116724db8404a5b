"""Who may come into the room of a session, when and as whom; what the page of a session shows. Asks no server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.models import User
from accounts.queries import provider_ids
from accounts.roles import Permission
from courses import queries as courses
from courses.models import RunSession
from live_sessions.bbb.client import Role
from live_sessions.models import Meeting, MeetingEnd, MeetingState, Participant
from lms.models import Enrolment
from lms.queries.slides import SlidesLine, of_sessions


class DoorState(StrEnum):
    """Whether somebody may come in now, and if not, why."""

    OPEN = "open"
    TOO_EARLY = "too_early"
    OVER = "over"
    CANCELLED = "cancelled"
    FULL = "full"
    ON_SITE = "on_site"  # takes place in a house, without a room online
    NOT_ENROLLED = "not_enrolled"  # for this person the session does not exist


@dataclass(frozen=True, slots=True)
class Door:
    """The door of a session for one person at one moment. Roles come from here and from nowhere else."""

    state: DoorState
    role: Role
    opens_at: datetime
    closes_at: datetime
    may_open: bool = False  # may let the room come to be; others wait for it

    @property
    def is_staff(self) -> bool:
        """Whether the person leads the session."""
        return self.role == Role.MODERATOR


def door(session: RunSession, person: User, at: datetime) -> Door:
    """
    Return the door of the session (run and course loaded) for this person. Three queries; one more with a capacity.

    Those who plan at the provider lead, unless they learn in this very run without teaching the session; learners
    of the run listen; for everybody else, employers included, there is no session.
    """
    is_learner = (
        Enrolment.objects.learnt_by(person).filter(run=session.run_id).exclude(state=Enrolment.State.WITHDRAWN).exists()
    )
    is_colleague = session.run.course.provider_id in provider_ids(person, Permission.PLAN_RUNS)
    is_staff = is_colleague and (not is_learner or session.session_trainers.filter(user=person).exists())
    if not is_staff and not is_learner:
        return _door(session, DoorState.NOT_ENROLLED, is_staff=False)
    state = window(session, is_staff=is_staff, at=at)
    if state == DoorState.OPEN and not is_staff and is_full(session, person):
        state = DoorState.FULL
    return _door(session, state, is_staff=is_staff)


def guest_door(session: RunSession, at: datetime) -> Door:
    """
    Return the door of the session (run loaded) for an invited guest, whose link is good. Asks no database.

    A guest takes part and never leads, comes when learners come, and opens no room.
    """
    return replace(_door(session, window(session, is_staff=False, at=at), is_staff=False), may_open=False)


def _door(session: RunSession, state: DoorState, *, is_staff: bool) -> Door:
    return Door(
        state=state,
        role=Role.MODERATOR if is_staff else Role.VIEWER,
        opens_at=session.opens_for_staff_at if is_staff else session.opens_for_learners_at,
        closes_at=closes_at(session),
        may_open=state == DoorState.OPEN and (is_staff or session.opens_without_staff),
    )


def window(session: RunSession, *, is_staff: bool, at: datetime) -> DoorState:
    """Return what the time and the standing of the session (run loaded) say, whoever asks."""
    if session.is_cancelled or session.run.cancelled_at is not None:
        return DoorState.CANCELLED
    if at >= closes_at(session) or session.run.archived_at is not None:
        return DoorState.OVER
    if session.mode == RunSession.Mode.ON_SITE:
        return DoorState.ON_SITE
    opens_at = session.opens_for_staff_at if is_staff else session.opens_for_learners_at
    return DoorState.OPEN if opens_at <= at else DoorState.TOO_EARLY


def closes_at(session: RunSession) -> datetime:
    """Return when nobody is let in any more."""
    return session.ends_at + timedelta(minutes=settings.SESSION_CLOSES_AFTER_MINUTES)


def is_full(session: RunSession, person: User) -> bool:
    """
    Return whether all places are taken by other learners of the run.

    A place is taken by whoever was let in once: they may lose the line and come back.
    """
    if session.capacity is None:
        return False
    inside = Participant.objects.filter(context_key=session.context_key)
    others = inside.filter(user__enrolments__run=session.run_id).exclude(user=person)
    return not inside.filter(user=person).exists() and others.count() >= session.capacity


class Scene(StrEnum):
    """What the page of a session shows; the page asks for it again and again, and loads itself anew when it changes."""

    READY = "ready"  # the room is open: come in
    MAY_OPEN = "may_open"  # nobody has opened it yet, this person may
    WAITING = "waiting"  # for somebody who teaches
    CLOSED = "closed"  # somebody who teaches has closed the room; they may open it again
    TOO_EARLY = "too_early"
    OVER = "over"
    CANCELLED = "cancelled"
    FULL = "full"
    ON_SITE = "on_site"


def room_of(session: RunSession) -> Meeting | None:
    """Return the newest meeting of the session, over or not."""
    return (
        Meeting.objects.filter(context_key=session.context_key)
        .select_related("server")
        .order_by("-requested_at", "-pk")
        .first()
    )


def was_closed(room: Meeting | None) -> bool:
    """Return whether somebody who teaches has ended the newest meeting of a session for everybody."""
    return room is not None and room.ended_by == MeetingEnd.PERSON


def scene(session: RunSession, found: Door, room: Meeting | None, *, at: datetime) -> Scene:
    """Return what the page shows to who stands before this door (not for those who see no session at all)."""
    if found.state != DoorState.OPEN:
        return Scene(found.state.value)
    if room is not None and room.state == MeetingState.OPEN:
        return Scene.READY
    if found.may_open:
        return Scene.MAY_OPEN
    if was_closed(room):
        return Scene.OVER if session.is_over(at) else Scene.CLOSED
    return Scene.WAITING


# Seconds after which a page without script loads itself anew, where there is something to wait for.
LOOKS_AGAIN = {Scene.WAITING: 20, Scene.CLOSED: 30, Scene.FULL: 60}
LOOKS_AGAIN_AT_LATEST = 3600


def looks_again_in(shown: Scene, found: Door, *, at: datetime) -> int | None:
    """Return after how many seconds the page of who waits is worth loading anew; None: nothing comes by itself."""
    if shown == Scene.TOO_EARLY:
        left = ceil((found.opens_at - at).total_seconds()) + 1
        return min(max(left, LOOKS_AGAIN[Scene.WAITING]), LOOKS_AGAIN_AT_LATEST)
    return LOOKS_AGAIN.get(shown)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date of a unit as its learner sees it."""

    session: RunSession
    day: str
    time: str
    title: str
    trainers: str
    state: DoorState
    is_on_now: bool
    slides: Sequence[SlidesLine] = ()

    @property
    def may_join(self) -> bool:
        return self.state == DoorState.OPEN


def dates_of(enrolment: Enrolment, item_id: UUID, *, at: datetime) -> list[DateLine]:
    """Return the dates at which the learner's run teaches this unit, earliest first. Three queries, however many."""
    rows = courses.with_people(RunSession.objects.filter(run=enrolment.run_id, item_id=item_id))
    sessions = _in_order(rows)
    slides = of_sessions([one for one in sessions if not one.is_cancelled])
    return [replace(line_of(one, at=at), slides=slides.get(one.pk, ())) for one in sessions]


def _in_order(rows: QuerySet[RunSession]) -> Sequence[RunSession]:
    return list(rows.order_by("starts_at", "pk"))


def line_of(session: RunSession, *, at: datetime) -> DateLine:
    """Return the session (people loaded) in words of the active language, for somebody who learns in its run."""
    return DateLine(
        session=session,
        day=courses.session_day(session),
        time=courses.session_time(session),
        title=session.title_in(get_language() or "de"),
        trainers=", ".join(row.user.display_name for row in session.session_trainers.all()),
        state=window(session, is_staff=False, at=at),
        is_on_now=session.starts_at <= at < session.ends_at,
    )
