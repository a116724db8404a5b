"""Sessions that people attended, for tests: what a conference server would have told, in minutes of the session."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.models import Run, RunSession
from live_sessions.models import AttendanceInterval, Meeting, MeetingEnd, MeetingState, Participant, Server, ServerPool
from live_sessions.presence import Source
from lms.models import Enrolment
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, ServerFactory
from tests.factories.lms import run_units, running_run
from tests.factories.sessions import planned, trainer_of

START = datetime(2026, 3, 10, 18, tzinfo=UTC)  # Tuesday, 19:00 in Berlin
END = START + timedelta(minutes=90)
AFTER = END + timedelta(minutes=5)


def minute(count: float) -> datetime:
    """Return the instant so many minutes after the session's planned start."""
    return START + timedelta(minutes=count)


def live_run(*, teaching_units: int = 2, texts: int = 1, optional_texts: int = 0, **course: Any) -> Run:
    """Return a run that teaches one unit at dates, some texts, and voluntary texts."""
    provider = course.pop("provider", None) or ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    live = live_unit(
        provider,
        kind="live_session",
        min_percent=80,
        delivery="virtual_classroom",
        teaching_units=Decimal(teaching_units),
    )
    others = [live_unit(live.provider) for _ in range(texts + optional_texts)]
    optional = others[texts:]
    made = live_course(live.provider, units=[live, *others], optional=optional, **course)
    return running_run(course=made)


def session_of(run: Run, *, day: date = date(2026, 3, 10), **values: Any) -> RunSession:
    """Return a session of the run's first unit."""
    trainer = values.pop("trainer", None) or trainer_of(run)
    return planned(run, trainer, day=day, item_id=run_units(run)[0].item_id, **values)


def room_of(session: RunSession, *, ended_at: datetime | None = END, requested_at: datetime = START) -> Meeting:
    """Return the session's meeting, over since `ended_at`; None: it still runs."""
    server = Server.objects.first() or ServerFactory(pool=ServerPool.objects.first() or _pool())
    ended = {"state": MeetingState.ENDED, "ended_at": ended_at, "ended_by": MeetingEnd.SERVER} if ended_at else {}
    return MeetingFactory(
        provider=session.provider,
        context_key=session.context_key,
        server=server,
        requested_at=requested_at,
        seen_at=requested_at,
        **ended,
    )


def _pool() -> ServerPool:
    from tests.factories.live_sessions import ServerPoolFactory

    return ServerPoolFactory()


def stayed(
    meeting: Meeting, enrolment: Enrolment, begin: float, end: float | None, *, source: str = Source.WEBHOOK
) -> AttendanceInterval:
    """Let somebody be in the meeting from one minute of the session to another."""
    person = Participant.objects.filter(context_key=meeting.context_key, user=enrolment.learner).first()
    person = person or ParticipantFactory(
        provider=meeting.provider, context_key=meeting.context_key, user=enrolment.learner, first_let_in_at=START
    )
    return AttendanceInterval.objects.create(
        meeting=meeting,
        participant=person,
        external_id=person.external_id,
        source=source,
        joined_at=meeting.requested_at + timedelta(minutes=begin),
        left_at=None if end is None else meeting.requested_at + timedelta(minutes=end),
    )


def moved(session: RunSession, starts_at: datetime) -> RunSession:
    """Return the session moved to another start, as if it had been planned so: pages look at the clock."""
    length = session.ends_at - session.starts_at
    session.starts_at, session.ends_at = starts_at, starts_at + length
    session.save()
    return session
