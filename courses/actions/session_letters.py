"""Letters about sessions: to learners with a place and to those who teach, each in their language, with a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from courses import queries
from courses.calendar_file import calendar_file
from courses.models import Run, RunSession
from live_sessions.actions.guests import token_of
from live_sessions.models import GuestInvite
from notifications import actions as post
from notifications.models import Letter

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
    _write("sessions_cancelled", sessions, subject=sessions[0], at=at, reason=reason)


def taken_over(session: RunSession, *, by: User, former: Iterable[User], at: datetime) -> None:
    """Tell who teaches the session now."""
    _write("session_taken_over", [session], subject=session, also=former, at=at, trainer=by.display_name)


def reminder(session: RunSession, *, hours: int, at: datetime) -> None:
    """Remind of a session that begins in so many hours; once for each start, whatever else about it changes."""
    _write(
        "session_reminder",
        [session],
        subject=session,
        at=at,
        key=occasion(session, hours),
        starts_at=session.starts_at.isoformat(),
        hours=hours,
    )


def guest_invited(session: RunSession, *, invite: GuestInvite, at: datetime) -> None:
    """Bring a guest their personal link; whoever has no address gets it from staff."""
    if not invite.address:
        return
    post.write_to_guest(
        key=f"guest_invited:{invite.public_id}:{invite.link_serial}",
        name=invite.name,
        address=invite.address,
        language=invite.language,
        event="guest_invited",
        context={"sessions": [session.public_id], **_link_of(invite)},
        at=at,
        provider=session.provider,
    )


def occasion(session: RunSession, hours: int) -> str:
    """Return what makes a reminder one: the session, its start, and how long before."""
    return f"{session.public_id}:{session.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}:{hours}"


def _write(
    event: str,
    sessions: Sequence[RunSession],
    *,
    subject: RunSession,
    at: datetime,
    also: Iterable[User] = (),
    key: str = "",
    **told: Any,
) -> None:
    """Write down which sessions to tell of; what is so of them is read on sending (settings.LETTER_FACTS)."""
    if not sessions:
        return
    run = subject.run
    told = {**told, "sessions": [one.public_id for one in sessions]}
    teaching = set(User.objects.filter(sessions_taught__session__in=sessions).values_list("pk", flat=True))
    for person in _concerned(run, sessions, also):
        post.write(
            key=f"{event}:{key or f'{subject.public_id}:{subject.version}'}:{person.public_id}",
            recipient=person,
            event=event,
            context={**told, "is_teaching": person.pk in teaching},
            at=at,
            provider=run.provider,
        )

    by_room = {one.context_key: one for one in sessions}
    for guest in GuestInvite.objects.filter(context_key__in=by_room, revoked_at=None).exclude(address=""):
        post.write_to_guest(
            key=f"{event}:{key or f'{subject.public_id}:{subject.version}'}:{guest.public_id}",
            name=guest.name,
            address=guest.address,
            language=guest.language,
            event=event,
            context={**told, "sessions": [by_room[guest.context_key].public_id], "is_teaching": False},
            at=at,
            provider=run.provider,
        )


def _concerned(run: Run, sessions: Sequence[RunSession], also: Iterable[User]) -> list[User]:
    """Return everybody once: who has a place, who teaches, who taught until now."""
    learners = [person for find in _learners for person in find(run)]
    trainers = User.objects.filter(sessions_taught__session__in=sessions).distinct()
    return list({person.pk: person for person in [*learners, *trainers, *also] if person.is_active}.values())


def facts_of_dates(*, letter: Letter, at: datetime) -> Mapping[str, Any] | None:
    """Return the dates that still stand, as they are now; those called off meanwhile have a letter of their own."""
    found = _told(letter, _open_to(letter, RunSession.objects.standing()))
    return _facts(letter, found, "PUBLISH", invite=_invite_of(letter, found, at))


def facts_of_cancellation(*, letter: Letter, at: datetime) -> Mapping[str, Any] | None:
    """Return the dates that were called off: that is never taken back."""
    return _facts(letter, _told(letter, RunSession.objects.all()), "CANCEL")


def facts_of_invitation(*, letter: Letter, at: datetime) -> Mapping[str, Any] | None:
    """Return the session of a guest and their link, while both are good and no newer link is on its way."""
    found = _told(letter, RunSession.objects.standing())
    invite = _invite_of(letter, found, at)
    if invite is None or any(letter.context.get(name, now) != now for name, now in _link_of(invite).items()):
        return None
    return _facts(letter, found, "PUBLISH", invite=invite)


def facts_of_reminder(*, letter: Letter, at: datetime) -> Mapping[str, Any] | None:
    """Return the session while it is still to come at the time it was to be reminded of."""
    starts_at = datetime.fromisoformat(letter.context["starts_at"])
    standing = RunSession.objects.standing().filter(starts_at=starts_at, starts_at__gt=at)
    found = _told(letter, _open_to(letter, standing))
    facts = _facts(letter, found, "PUBLISH", invite=_invite_of(letter, found, at))
    if facts is None:
        return None
    opens_at = found[0].opens_for_staff_at if letter.context["is_teaching"] else found[0].opens_for_learners_at
    return {
        **facts,
        "begins": date_format(timezone.localtime(starts_at), "TIME_FORMAT"),
        "opens": date_format(timezone.localtime(opens_at), "TIME_FORMAT"),
        "has_room": found[0].mode != RunSession.Mode.ON_SITE,
    }


def _open_to(letter: Letter, sessions: QuerySet[RunSession]) -> QuerySet[RunSession]:
    """A guest who declined meanwhile, or whose link was taken back, is told of nothing more but a cancellation."""
    if letter.recipient_id is not None:
        return sessions
    invites = GuestInvite.objects.filter(address=letter.address, revoked_at=None)
    return sessions.filter(context_key__in=invites.values("context_key"))


def _link_of(invite: GuestInvite) -> dict[str, object]:
    """Return what tells one link from another without opening anything."""
    return {"invite": invite.public_id, "link_serial": invite.link_serial}


def _invite_of(letter: Letter, sessions: Sequence[RunSession], at: datetime) -> GuestInvite | None:
    """Return the invitation that a guest's letter is about; their letters tell of one session each."""
    if letter.recipient_id is not None or not sessions:
        return None
    standing = GuestInvite.objects.filter(revoked_at=None, expires_at__gt=at)
    return standing.filter(address=letter.address, context_key=sessions[0].context_key).first()


def _told(letter: Letter, sessions: QuerySet[RunSession]) -> list[RunSession]:
    mine = sessions.filter(public_id__in=letter.context["sessions"]).order_by("starts_at", "pk")
    return list(mine.select_related("run__course__provider", "run__course__locale"))


def _facts(
    letter: Letter, sessions: Sequence[RunSession], method: str, *, invite: GuestInvite | None = None
) -> Mapping[str, Any] | None:
    """Return what the letter says; `invite` is that of a guest, whose link the letter carries."""
    if not sessions:
        return None
    language, is_guest = letter.language, letter.recipient_id is None
    title = queries.localized(sessions[0].run.course, language).title
    entries = [queries.calendar_entry(one, language, course_title=title) for one in sessions]
    if is_guest:  # pages of sessions are for those with an account
        entries = [replace(entry, url="") for entry in entries]
    return {
        "is_guest": is_guest,
        "link": "" if invite is None else settings.SITE_ORIGIN + reverse("lms:guest_link", args=[token_of(invite)]),
        "course_title": title,
        "dates": [queries.session_line(one) for one in sessions[:DATES_IN_A_LETTER]],
        "more": max(0, len(sessions) - DATES_IN_A_LETTER),
        "url": settings.SITE_ORIGIN + (reverse("diversity_training:seminars") if is_guest else _path(sessions)),
        "calendar": {"method": method, "text": calendar_file(entries, language=language, method=method)},
    }


def _path(sessions: Sequence[RunSession]) -> str:
    """Return where the letter leads: the page of the one session it is about, else the list."""
    return reverse("lms:session", args=[sessions[0].public_id]) if len(sessions) == 1 else reverse("lms:calendar")
