"""Presence in a room of stone: signed in by the code on the wall, or ticked on the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from accounts.models import User
from courses.models import RunSession
from lms.actions import attendance
from lms.models import Enrolment, RoomStay
from lms.queries import measuring
from privacy import audit

AGAIN = timedelta(seconds=60)  # the same person twice within this is one tap too many, not a coming and going
LATE = timedelta(minutes=30)  # after the planned end people still sign out


class Noted(StrEnum):
    """What a scan was understood as."""

    CAME = "came"
    LEFT = "left"
    SAME = "same"  # a moment after the one before; nothing changed


class NoSuchRoom(Exception):
    """The session takes place online only, was called off, or its list is final."""


class NotOnTheList(Exception):
    """The person has no place in the run of this session."""


class NotNow(Exception):
    """Signing in begins with the time that learners may come in, and ends half an hour after the session."""


def may_sign_in_at(session: RunSession, at: datetime) -> bool:
    """Return whether the code in the room works now."""
    return session.opens_for_learners_at <= at <= session.ends_at + LATE


@transaction.atomic
def scan(*, session: RunSession, learner: User, at: datetime) -> Noted:
    """
    Note that the learner is in the room; the next time, that they leave.

    Raises NoSuchRoom, NotNow, NotOnTheList when the person learns elsewhere.
    """
    locked = _open_room(session)
    if not may_sign_in_at(locked, at):
        raise NotNow
    enrolment = measuring.concerned(locked).filter(learner=learner).first()
    if enrolment is None:
        raise NotOnTheList
    mine = RoomStay.objects.filter(session=locked, enrolment=enrolment, way=RoomStay.Way.CODE)
    last = mine.order_by("-came_at", "-pk").first()
    if last is not None and at - (last.left_at or last.came_at) < AGAIN:
        return Noted.SAME
    if last is not None and last.left_at is None:
        last.left_at = at
        last.save(update_fields=["left_at"])
        noted = Noted.LEFT
    else:
        RoomStay.objects.create(
            session=locked, enrolment=enrolment, way=RoomStay.Way.CODE, came_at=at, noted_by=learner
        )
        noted = Noted.CAME
    details = {"session": str(locked.public_id)}
    provider = locked.run.course.provider
    audit.record(f"lms.room_{noted}", subject=enrolment, by=learner, at=at, provider=provider, details=details)
    return noted


@transaction.atomic
def tick(*, session: RunSession, minutes: Mapping[int, int | None], by: User, at: datetime) -> int:
    """
    Take over the list that was kept in the room: by key of the enrolment how many minutes, None for to the end.

    Who is not named was not ticked. The lines replace those of the list before; returns how many differ. Raises
    NoSuchRoom.
    """
    locked = _open_room(session)
    known = set(measuring.concerned(locked).values_list("pk", flat=True))
    ends = {
        key: None if length is None else min(locked.starts_at + timedelta(minutes=length), locked.ends_at)
        for key, length in minutes.items()
        if key in known and length != 0
    }
    before = dict(RoomStay.objects.filter(session=locked, way=RoomStay.Way.LIST).values_list("enrolment_id", "left_at"))
    differing = {
        key for key in before.keys() | ends.keys() if (key in before, before.get(key)) != (key in ends, ends.get(key))
    }
    RoomStay.objects.filter(session=locked, way=RoomStay.Way.LIST, enrolment__in=differing).delete()
    RoomStay.objects.bulk_create(
        RoomStay(
            session=locked,
            enrolment_id=key,
            way=RoomStay.Way.LIST,
            came_at=locked.starts_at,
            left_at=ends[key],
            noted_by=by,
        )
        for key in sorted(differing & ends.keys())
    )
    if differing:
        people = Enrolment.objects.filter(pk__in=differing).order_by("pk").values_list("public_id", flat=True)
        details = {"present": len(ends), "changed": [str(key) for key in people]}
        provider = locked.run.course.provider
        audit.record("lms.room_list_taken", subject=locked, by=by, at=at, provider=provider, details=details)
        attendance.recompute(session=locked, at=at)
    return len(differing)


def _open_room(session: RunSession) -> RunSession:
    locked = attendance.locked_session(session)
    if not locked.is_in_a_room or locked.is_cancelled or locked.is_confirmed:
        raise NoSuchRoom
    return locked
