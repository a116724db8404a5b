"""What somebody without an account can sign up for."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from admissions import queries as admissions
from courses import queries as courses
from courses.models import Course, Run, RunSession
from courses.models.session import RunSessionQuerySet
from courses.queries import NextAction
from lms.models import GuestSignup


def sessions_of(run: Run, *, at: datetime) -> RunSessionQuerySet:
    """Return the dates of a run that guests may still come to, in order (course loaded)."""
    if run.course.offer_kind != Course.OfferKind.ONLINE_SEMINAR:
        return RunSession.objects.none()
    standing = RunSession.objects.standing().filter(run=run, ends_at__gt=at)
    return standing.exclude(mode=RunSession.Mode.ON_SITE).order_by("starts_at", "pk")


def open_sessions(run: Run, *, at: datetime) -> list[RunSession]:
    """Return them as a list."""
    return list(sessions_of(run, at=at))


def takes_guests(run: Run, *, at: datetime) -> bool:
    """Return whether somebody without an account may sign up now: enrolment is open, and there is a date to come to."""
    state = courses.run_state(run, at, admissions.free_places(run, at))
    return courses.next_action(state) == NextAction.ENROL and bool(open_sessions(run, at=at))


def runs_for_guests(runs: list[Run], *, at: datetime) -> set[int]:
    """Return the keys of those of these seminars that have a date guests may come to. One query."""
    standing = RunSession.objects.standing().filter(run__in=runs, ends_at__gt=at)
    return set(standing.exclude(mode=RunSession.Mode.ON_SITE).values_list("run_id", flat=True))


def place_until(run: Run, sessions: list[RunSession]) -> datetime:
    """Return until when a guest's place is theirs: as long as somebody is let in, or a date may move within the run."""
    let_in = max(session.ends_at for session in sessions) + timedelta(minutes=settings.SESSION_CLOSES_AFTER_MINUTES)
    run_ends = timezone.make_aware(datetime.combine(run.ends_on + timedelta(days=1), time.min))
    return max(let_in, run_ends)


def is_expired(signup: GuestSignup, *, at: datetime) -> bool:
    """Return whether it was never confirmed, and no longer can be."""
    return signup.confirmed_at is None and signup.confirm_until <= at
