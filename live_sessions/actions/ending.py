"""
When a meeting is over: hints come from many sides, and only its server can say.

Jobs ask it, outside of any transaction; a server that does not answer is asked again by the next poll or the next job.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction

from live_sessions.actions import placing, sightings, telling
from live_sessions.actions.servers import client_of
from live_sessions.bbb.client import BBBError, RequestRefused
from live_sessions.models import (
    IDLE,
    LIVE,
    CallbackKind,
    CallbackReceipt,
    Meeting,
    MeetingEnd,
    MeetingState,
)

logger = logging.getLogger(__name__)
CLOCKS_DIFFER = timedelta(seconds=60)  # by so much an end may lie after the moment in which we heard of it


class Standing(Enum):
    """What a server says of a meeting now."""

    RUNS = auto()
    GONE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class ToldEnd:
    """When a meeting ended, as far as anybody told; `is_exact` when the server named the moment."""

    at: datetime
    is_exact: bool


def check_end(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """The job after a hint: end the row if the server says so. Who told wrong things ends nothing."""
    meeting = Meeting.objects.select_related("server").get(pk=payload["meeting"])
    if meeting.state not in (*LIVE, MeetingState.DETACHED) or standing(meeting) != Standing.GONE:
        return
    with transaction.atomic():
        current = _lock(meeting)
        if current.state in (*LIVE, MeetingState.DETACHED):
            told = told_end(current)
            by = MeetingEnd.MOVED if current.state == MeetingState.DETACHED else MeetingEnd.SERVER
            sightings.end(current, ended_by=by, ended_at=told.at, at=at, is_exact=told.is_exact)


def reconcile(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """
    The job 2, 10 and 60 minutes after the end: nothing that was closed still runs, and what was told late counts.

    After the last one the meeting is final: nothing more is expected, though what comes later still counts.
    """
    meeting = Meeting.objects.select_related("server").get(pk=payload["meeting"])
    if meeting.state in LIVE:
        return  # it was taken back, and will end again
    found = standing(meeting)
    if found == Standing.RUNS and _goes_on(meeting, at):
        return
    with transaction.atomic():
        current = _lock(meeting)
        if current.state in LIVE:
            return
        if current.state == MeetingState.DETACHED and found == Standing.GONE:
            told = told_end(current)
            sightings.end(current, ended_by=MeetingEnd.MOVED, ended_at=told.at, at=at, is_exact=told.is_exact)
        placing.place_all(current, at=at)
        correct(current)
        if payload["is_last"] and current.final_at is None:
            current.final_at = at
            current.save(update_fields=["final_at"])
        telling.changed(context_key=current.context_key, at=at)


def end_detached(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """The job when a server is back on which a meeting still runs that went on elsewhere: end it there."""
    meeting = Meeting.objects.select_related("server").get(pk=payload["meeting"])
    if meeting.state == MeetingState.DETACHED:
        _end_on_server(meeting)


def standing(meeting: Meeting) -> Standing:
    """Ask the server; call it outside of transactions."""
    try:
        info = client_of(meeting.server).meeting_info(str(meeting.meeting_id))
    except RequestRefused as error:
        return Standing.GONE if error.message_key in sightings.NOT_THERE else Standing.UNKNOWN
    except (BBBError, InvalidToken):
        return Standing.UNKNOWN
    is_another = None not in (info.create_time, meeting.create_time) and info.create_time != meeting.create_time
    # 0 is what we keep of a server that does not tell its times.
    if info.has_been_forcibly_ended or (is_another and meeting.create_time):
        return Standing.GONE
    return Standing.RUNS


def told_end(meeting: Meeting) -> ToldEnd:
    """
    Return when the meeting ended: as its analytics say, its webhooks, the first hint after it was last seen, or a poll.

    A hint may be a repetition that comes minutes late: once a poll has missed the meeting, the poll before it counts.
    """
    receipts = CallbackReceipt.objects.filter(meeting=meeting, room_id="").exclude(outcome__in=IDLE)
    exact = receipts.filter(kind=CallbackKind.ANALYTICS, told__ended_at__isnull=False).first()
    text = exact.told["ended_at"] if exact is not None else None
    if text is None:
        exact = receipts.filter(kind=CallbackKind.EVENT, told__name="ended").order_by("pk").first()
        text = exact.told["at"] if exact is not None else None
    if exact is not None and text is not None:
        moment = datetime.fromisoformat(text) - timedelta(seconds=meeting.clock_offset_seconds)
        if meeting.requested_at <= moment <= exact.received_at + CLOCKS_DIFFER:
            return ToldEnd(min(moment, exact.received_at), is_exact=True)
    seen_at = meeting.seen_at or meeting.requested_at
    hints = receipts.filter(kind=CallbackKind.END, received_at__gte=seen_at)
    if not meeting.missed_polls and (hint := hints.order_by("received_at").first()) is not None:
        return ToldEnd(hint.received_at, is_exact=False)
    return ToldEnd(seen_at, is_exact=False)


def correct(meeting: Meeting, *, even_exact: bool = False) -> None:
    """
    Put the moment the server named in the place of the one that polls or we saw; the row is locked.

    `even_exact`: also in the place of one the server named before, when people decided for what it said later.
    """
    if meeting.state != MeetingState.ENDED or (meeting.is_end_exact and not even_exact):
        return
    told = told_end(meeting)
    if told.is_exact:
        meeting.ended_at, meeting.is_end_exact = told.at, True
        meeting.save(update_fields=["ended_at", "is_end_exact"])


def _goes_on(meeting: Meeting, at: datetime) -> bool:
    """
    Deal with a meeting that runs though its row is closed; return whether the row is open again.

    What a person ended, or what went on elsewhere, is ended on the server; anything else was closed by mistake.
    """
    if meeting.state == MeetingState.ENDED and meeting.ended_by != MeetingEnd.PERSON:
        with transaction.atomic():
            current = _lock(meeting)
            if current.state in LIVE or sightings.reopen(current, at=at):
                return True
    _end_on_server(meeting)
    return False


def _end_on_server(meeting: Meeting) -> None:
    try:
        client_of(meeting.server).end(str(meeting.meeting_id))
    except (BBBError, InvalidToken) as error:
        key = error.message_key if isinstance(error, BBBError) else "secretUnreadable"
        logger.warning("a meeting could not be ended: %s", key, extra={"meeting": meeting.public_id})


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
