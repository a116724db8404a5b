"""The list of a session as staff see it: who is there now, what was measured, what holds, what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from certificates.models import Certificate
from courses.models import RunSession, RunUnit
from courses.models.session import RunSessionQuerySet
from live_sessions import reviews
from live_sessions.attendance import Attendance
from live_sessions.engagement import TookPart, engagement
from live_sessions.models import GuestInvite
from live_sessions.presence import Presence, Span
from lms import attendance as rules
from lms.models import AttendanceDecision, Enrolment, KnownGuest, RoomStay, SessionAttendance
from lms.queries import measuring

STILL_THERE = timedelta(seconds=90)  # a poll every minute, and a little late
NOT_THERE = Presence(seconds=0, spans=(), is_exact=True)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One learner on the list of a session; times in whole seconds."""

    enrolment: Enrolment
    status: SessionAttendance.Status
    present_seconds: int
    measured_seconds: int
    spans: tuple[Span, ...]
    is_exact: bool
    is_there: bool  # now, as far as is known
    came_later: bool  # to the run, when the session was over
    is_corrected: bool
    is_excused: bool
    later_seconds: int | None  # what was counted after the confirmation and waits for a decision
    decisions: tuple[AttendanceDecision, ...]  # oldest first
    has_certificate: bool  # one that was built on the hours so far
    room_minutes: int | None  # ticked on the list in the room; None: not ticked
    is_ticked_to_the_end: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody whom the server named and nobody knows."""

    external_id: str
    seconds: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """A guest of the session, who came by a personal link; counted apart, and never credited anything."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class SessionList:
    """Everything the page of a session's list shows."""

    session: RunSession
    lines: tuple[ListLine, ...]
    unknown: tuple[Unknown, ...]
    guests: tuple[KnownGuest, ...]
    invited: tuple[Invited, ...]
    ends_at: datetime  # as confirmed, else as proposed
    scheduled_seconds: int
    has_begun: bool
    is_running: bool  # between start and end, not confirmed

    @property
    def there_count(self) -> int:
        return sum(line.is_there for line in self.lines)

    @property
    def expected_count(self) -> int:
        """How many had a place then."""
        return sum(not line.came_later for line in self.lines)

    @property
    def attended_count(self) -> int:
        return sum(line.status == SessionAttendance.Status.ATTENDED for line in self.lines)


def sessions_with_list(user: User | AnonymousUser) -> RunSessionQuerySet:
    """Return the sessions whose list the person may keep: who plans at the provider and may see who learns there."""
    keys = provider_keys(user, [Permission.SEE_ROSTER]) & provider_keys(user, [Permission.PLAN_RUNS])
    found: RunSessionQuerySet = RunSession.objects.filter(run__course__provider__in=keys)
    return found.select_related("run__course__provider", "confirmed_by")


def session_list(session: RunSession, *, at: datetime) -> SessionList:
    """Return the list as it stands; nothing is written and no server asked. Eleven queries, however many people."""
    ends_at = measuring.end_of(session)
    scheduled = rules.seconds_between(session.starts_at, ends_at)
    found = measuring.measured(session, until=min(ends_at, at))
    people = list(measuring.concerned(session).select_related("learner"))
    rows = {
        row.enrolment_id: row
        for row in SessionAttendance.objects.filter(session=session).prefetch_related("decisions__by")
    }
    certified = set(
        Certificate.objects.filter(subject_key__in=[one.certificate_key for one in people])
        .standing()
        .values_list("subject_key", flat=True)
    )
    ticked = dict(RoomStay.objects.filter(session=session, way=RoomStay.Way.LIST).values_list("enrolment", "left_at"))
    lines = []
    for enrolment in sorted(people, key=lambda one: (one.name_for_staff.casefold(), one.pk)):
        presence = found.by_user.get(enrolment.learner_id, NOT_THERE)
        row = rows.get(enrolment.pk)
        lines.append(
            _line(
                session,
                enrolment,
                row=row,
                presence=presence,
                scheduled=scheduled,
                at=at,
                is_there=not session.is_confirmed and _is_there(presence.spans, ends_at, at),
                has_certificate=enrolment.certificate_key in certified,
                ticked=ticked,
            )
        )
    return SessionList(
        session=session,
        lines=tuple(lines),
        unknown=tuple(
            Unknown(name, one.seconds, one.spans) for name, one in sorted(found.unknown.items()) if one.seconds
        ),
        guests=tuple(
            KnownGuest.objects.filter(session=session).select_related("enrolment__learner").order_by("external_id")
        ),
        invited=_invited(found),
        ends_at=ends_at,
        scheduled_seconds=scheduled,
        has_begun=session.starts_at <= at,
        is_running=session.starts_at <= at < ends_at and not session.is_confirmed,
    )


def _invited(found: Attendance) -> tuple[Invited, ...]:
    """Return the guests who came, by name."""
    names = dict(GuestInvite.objects.filter(pk__in=found.by_guest).values_list("pk", "name")) if found.by_guest else {}
    came = [Invited(names.get(key, ""), one.seconds) for key, one in found.by_guest.items()]
    return tuple(sorted(came, key=lambda one: one.name.casefold()))


def _is_there(spans: Iterable[Span], ends_at: datetime, at: datetime) -> bool:
    until = max((end for _begin, end in spans), default=None)
    return until is not None and at < ends_at and at - until <= STILL_THERE


def _line(
    session: RunSession,
    enrolment: Enrolment,
    *,
    row: SessionAttendance | None,
    presence: Presence,
    scheduled: int,
    at: datetime,
    is_there: bool,
    has_certificate: bool,
    ticked: dict[int, datetime | None],
) -> ListLine:
    """Return the line: of a confirmed list as it was written, before that as it is measured now."""
    holds = row if row is not None and session.is_confirmed else None
    corrected = row.corrected_seconds if row is not None else None
    measured, spans, is_exact = presence.seconds, presence.spans, presence.is_exact
    if holds is not None:
        measured, spans, is_exact = holds.measured_seconds, rules.spans_from_json(holds.spans), holds.is_exact
    present = measured if corrected is None else min(corrected, scheduled)
    is_excused = row is not None and row.is_excused
    left_at = ticked.get(enrolment.pk)
    return ListLine(
        enrolment=enrolment,
        status=rules.status_of(
            present=present,
            scheduled=scheduled,
            rule=rules.rule_from_json(holds.rule) if holds is not None else measuring.rule_of(session),
            is_excused=is_excused,
        ),
        present_seconds=present,
        measured_seconds=measured,
        spans=spans,
        is_exact=is_exact,
        is_there=is_there,
        came_later=measuring.came_later(session, enrolment),
        is_corrected=corrected is not None,
        is_excused=is_excused,
        later_seconds=holds.found_seconds if holds is not None and holds.differs else None,
        decisions=tuple(row.decisions.all()) if row is not None else (),
        has_certificate=has_certificate,
        room_minutes=rules.seconds_between(session.starts_at, left_at) // 60 if left_at is not None else None,
        is_ticked_to_the_end=enrolment.pk in ticked and left_at is None,
    )


def took_part(found: SessionList, *, by: User) -> list[tuple[Enrolment, TookPart]]:
    """
    Return how much the people of the list took part in the room, for who teaches the session; for others nothing.

    It decides nothing and goes nowhere: no export, no letter, no screen of employers has it.
    """
    if not found.session.session_trainers.filter(user=by).exists():
        return []
    known_as = {guest.external_id: guest.enrolment.learner_id for guest in found.guests}
    told = engagement(context_key=found.session.context_key, known_as=known_as)
    people = (line.enrolment for line in found.lines)
    return [(one, told[one.learner_id]) for one in people if one.learner_id in told]


def catch_up_unit(session: RunSession) -> RunUnit | None:
    """Return the unit that makes up for the session, with `title`, or None."""
    return next((unit for unit in measuring.catch_up_units(session) if unit.item_id == session.catch_up_item_id), None)


def waiting_for(user: User, *, at: datetime) -> list[RunSession]:
    """Return recent sessions whose list waits for the person: theirs to confirm, counted anew since, or told twice."""
    recent = sessions_with_list(user).standing().filter(ends_at__lte=at, ends_at__gt=at - REMINDED_FOR)
    mine = recent.filter(session_trainers__user=user, confirmed_at=None)
    later = SessionAttendance.objects.filter(kept_at=None, session__confirmed_at__isnull=False).exclude(
        found_seconds=F("measured_seconds")
    )
    changed = Q(confirmed_at__isnull=False, pk__in=later.values("session"))
    told_twice = Q(context_key__in=reviews.contexts())
    return sorted({*mine, *recent.filter(changed | told_twice)}, key=lambda one: (one.starts_at, one.pk))


REMINDED_FOR = timedelta(days=60)
