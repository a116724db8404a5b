"""Into the room of a session and out of it. Servers are asked here, never inside a transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import TypedDict
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Provider, User
from courses.actions.slides import slides_for_room
from courses.models import RunSession
from courses.room_parameters import parameters_for, room_name
from live_sessions import consents as standings
from live_sessions.actions import consents, meetings
from live_sessions.actions.meetings import NoServerAvailable, RoomUnreachable
from live_sessions.bbb.client import BBBError, Slides, Value
from live_sessions.models import GuestInvite, Meeting, Participant, RecordingWatch, external_id_for
from live_sessions.recording_words import pseudonym
from lms.queries import joining
from lms.queries.consents import standing_in
from lms.queries.groups import room_parameters
from lms.queries.joining import Door
from lms.room_choices import LANGUAGE, UNSEEN, RoomChoice
from privacy import audit

logger = logging.getLogger(__name__)


class NotReachable(Exception):
    """No server answers for this session; `next_try_at` is when it is asked again."""

    def __init__(self, next_try_at: datetime) -> None:
        self.next_try_at = next_try_at
        super().__init__(next_try_at.isoformat())


class NoPlaceLeft(Exception):
    """Somebody else has taken the last place meanwhile."""


class NobodyHasOpened(Exception):
    """The room is not open, and this person may not open it."""


def consent_needed(session: RunSession, person: User) -> bool:
    """Return whether the person, who does not lead the session, still has to say whether they may be recorded."""
    if not session.may_be_recorded or standings.standing_version() is None:  # without a text nobody is seen either
        return False
    return standing_in(session, person).must_be_asked


def come_to(*, session: RunSession, person: User | None, found: Door, at: datetime) -> Meeting:
    """
    Return the open room of the session for somebody whose door is open; made now if they may open it.

    `person` is None for a guest, who takes no learner's place.

    After a server did not answer, everybody of the session hears so at once until the next try: a class that presses
    the button again and again must not hold up all workers. Raises NotReachable, NoPlaceLeft, NobodyHasOpened.
    """
    if (pause := cache.get(_pause_key(session))) is not None and pause > at:
        raise NotReachable(pause)
    if not found.may_open and not Meeting.objects.live().filter(context_key=session.context_key).exists():
        raise NobodyHasOpened
    if person is not None:
        take_place(session=session, person=person, found=found, at=at)
    began = monotonic()

    def record(row: Meeting) -> None:
        told = {"meeting": row.public_id}
        audit.record("lms.room_opened", subject=session, by=person, at=at, provider=session.provider, details=told)

    try:
        room = meetings.open_room(**opening(session), at=at, written=record)
    except (NoServerAvailable, RoomUnreachable, BBBError) as error:
        next_try_at = _next_try(at, began)
        cache.set(_pause_key(session), next_try_at, settings.JOIN_PAUSE_SECONDS)
        logger.warning(
            "a room could not be opened", extra={"session": session.public_id, "error": type(error).__name__}
        )
        raise NotReachable(next_try_at) from None
    return room


class Opening(TypedDict):
    """What a room is opened with, whoever asks and on whichever server."""

    context_key: UUID
    provider: Provider
    name: str
    parameters: Mapping[str, Value]
    metadata: Mapping[str, Value]
    slides: Callable[[], Sequence[Slides]]


def opening(session: RunSession) -> Opening:
    """Return what the room of the session is opened with: the same for everybody, since whoever is first opens it."""
    return Opening(
        context_key=session.context_key,
        provider=session.provider,
        name=room_name(session),
        parameters={**parameters_for(session), **room_parameters(session)},
        metadata={},
        slides=lambda: slides_for_room(session),
    )


def end_pause(session: RunSession) -> None:
    """Let people in at once again: their room is on a server that answers."""
    cache.delete(_pause_key(session))


def _pause_key(session: RunSession) -> str:
    return f"joining:pause:{session.public_id}"


@transaction.atomic
def take_place(*, session: RunSession, person: User, found: Door, at: datetime) -> None:
    """
    Take a place in a session that has a number of them, one after the other under its lock. Twice is once.

    Raises NoPlaceLeft.
    """
    if session.capacity is None or found.is_staff:
        return
    locked = RunSession.objects.select_for_update(of=("self",)).select_related("run__course").get(pk=session.pk)
    if joining.is_full(locked, person):
        raise NoPlaceLeft
    row = Participant(
        context_key=session.context_key,
        user=person,
        external_id=external_id_for(session.context_key, person.public_id),
        provider=locked.run.course.provider,
        first_let_in_at=at,
    )
    Participant.objects.bulk_create([row], ignore_conflicts=True)


def address_of(
    *,
    session: RunSession,
    room: Meeting,
    person: User,
    found: Door,
    choice: RoomChoice,
    language: str,
    back: str,
    at: datetime,
) -> str:
    """
    Return the person's address into the session's room; asks no server. It goes into a redirect and nowhere else.

    `back` is where the server leads after leaving and after a refusal.
    """
    parameters: dict[str, Value] = {LANGUAGE: language, "logoutURL": back, "errorRedirectUrl": back}
    full_name = person.display_name
    if not found.is_staff and _stays_unseen(session, room, person):
        choice = UNSEEN
        number = consents.number_of(context_key=room.context_key, provider=room.provider, user=person)
        full_name = pseudonym(number)
    return meetings.join_url(
        meeting=room,
        user=person,
        full_name=full_name,
        role=found.role,
        parameters={**parameters, **choice.parameters},
        at=at,
    )


def guest_address_of(
    *, room: Meeting, guest: GuestInvite, choice: RoomChoice, language: str, back: str, at: datetime
) -> str:
    """
    Return a guest's address into the room, as `address_of`.

    Nobody has asked a guest about recordings: where one can be made, they listen, without their name.
    """
    parameters: dict[str, Value] = {LANGUAGE: language, "logoutURL": back, "errorRedirectUrl": back}
    full_name = guest.name
    if RecordingWatch.objects.filter(meeting=room).exists():
        choice = UNSEEN
        with override(settings.LANGUAGE_CODE):
            full_name = _("Gast")
    return meetings.guest_url(
        meeting=room, guest=guest, full_name=full_name, parameters={**parameters, **choice.parameters}, at=at
    )


def _stays_unseen(session: RunSession, room: Meeting, person: User) -> bool:
    """Return whether the room can be recorded and the person has not agreed: then nothing of them gets into it."""
    can_be_recorded = RecordingWatch.objects.filter(meeting=room).exists()
    return can_be_recorded and not standing_in(session, person).lets_record


def end_for_everybody(*, session: RunSession, by: User, at: datetime) -> bool:
    """
    End the room for everybody; return whether there was one. `by` leads the session, which the caller has asked.

    Raises NotReachable: then it still runs.
    """
    room = Meeting.objects.live().select_related("server", "provider").filter(context_key=session.context_key).first()
    if room is None:
        return False
    began = monotonic()
    try:
        meetings.end_room(meeting=room, by=by, at=at)
    except (RoomUnreachable, BBBError):
        raise NotReachable(_next_try(at, began)) from None
    return True


def _next_try(at: datetime, began: float) -> datetime:
    """Return when a server is asked again: a pause after it kept us waiting, not after we began to ask."""
    return at + timedelta(seconds=settings.JOIN_PAUSE_SECONDS + monotonic() - began)
