"""Letters about sessions: to learners with a place and to those who teach, each in their language, with a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from courses import queries
from courses.calendar_file import calendar_file
from courses.models import Run, RunSession
from notifications import actions as post
from notifications.calendar_part import CalendarPart

# Who learns in a run is known on a floor above, which names its answer here when it starts.
LearnersOf = Callable[[Run], Iterable[User]]
_learners: list[LearnersOf] = []

DATES_IN_A_LETTER = 12  # the calendar holds them all


def tell_learners_found_by(learners: LearnersOf) -> None:
    """Let `learners` say who has a place in a run. Naming it twice is once."""
    if learners not in _learners:
        _learners.append(learners)


def planned(sessions: Sequence[RunSession], *, at: datetime) -> None:
    """Tell of dates that are new, in one letter."""
    _write("sessions_planned", sessions, subject=sessions[0], at=at)


def changed(sessions: Sequence[RunSession], *, subject: RunSession, also: Iterable[User], at: datetime) -> None:
    """Tell of dates that changed, in one letter; `also` are those who taught them before."""
    _write("sessions_changed", sessions, subject=subject, also=also, at=at)


def cancelled(sessions: Sequence[RunSession], *, reason: str, at: datetime) -> None:
    """Tell of dates that were called off, in one letter."""
    _write("sessions_cancelled", sessions, subject=sessions[0], at=at, method="CANCEL", reason=reason)


def taken_over(session: RunSession, *, by: User, former: Iterable[User], at: datetime) -> None:
    """Tell who teaches the session now."""
    _write("session_taken_over", [session], subject=session, also=former, at=at, trainer=by.display_name)


def _write(
    event: str,
    sessions: Sequence[RunSession],
    *,
    subject: RunSession,
    at: datetime,
    also: Iterable[User] = (),
    method: str = "PUBLISH",
    **told: str,
) -> None:
    if not sessions:
        return
    run = subject.run
    said: dict[str, tuple[dict[str, Any], CalendarPart]] = {}
    for person in _concerned(run, sessions, also):
        language = post.language_of(person)
        if language not in said:
            said[language] = _words(run, sessions, language), _calendar(run, sessions, language, method)
        words, calendar = said[language]
        post.write(
            key=f"{event}:{subject.public_id}:{subject.version}:{person.public_id}",
            recipient=person,
            event=event,
            context={**words, **told},
            calendar=calendar,
            at=at,
            provider=run.provider,
        )


def _concerned(run: Run, sessions: Sequence[RunSession], also: Iterable[User]) -> list[User]:
    """Return everybody once: who has a place, who teaches, who taught until now."""
    learners = [person for find in _learners for person in find(run)]
    trainers = User.objects.filter(sessions_taught__session__in=sessions).distinct()
    return list({person.pk: person for person in [*learners, *trainers, *also] if person.is_active}.values())


def _words(run: Run, sessions: Sequence[RunSession], language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "course_title": queries.localized(run.course, language).title,
            "dates": [queries.session_line(one) for one in sessions[:DATES_IN_A_LETTER]],
            "more": max(0, len(sessions) - DATES_IN_A_LETTER),
            "url": settings.SITE_ORIGIN + reverse("lms:calendar"),
        }


def _calendar(run: Run, sessions: Sequence[RunSession], language: str, method: str) -> CalendarPart:
    title = queries.localized(run.course, language).title
    entries = [queries.calendar_entry(one, language, course_title=title) for one in sessions]
    return CalendarPart(method=method, text=calendar_file(entries, language=language, method=method))
