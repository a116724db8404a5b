"""
What was told becomes presence: jobs that write the same rows however often they run and in whatever order things came.

A server's times are by its own clock; rows have ours (`Meeting.clock_offset_seconds`). Nothing begins before the room
was asked for, and nothing ends after we were told of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from live_sessions.actions import ending, sightings, telling
from live_sessions.actions.receiving import CHECK_END
from live_sessions.callbacks.events import EventName
from live_sessions.callbacks.reading import Stay, paired
from live_sessions.models import (
    LIVE,
    AttendanceInterval,
    CallbackKind,
    CallbackOutcome,
    CallbackReceipt,
    Engagement,
    Meeting,
)
from live_sessions.presence import Source

Stays = Mapping[str, Iterable[Stay]]  # by the id the server has for a person
ENGAGEMENT = ("talk_seconds", "talk_count", "message_count", "hand_count", "emoji_count", "vote_count")


@transaction.atomic
def take_analytics(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """The job: the stays and the engagement of everybody whom the analytics name, in place of any of before."""
    receipt = CallbackReceipt.objects.filter(pk=payload["receipt"], outcome=CallbackOutcome.WAITING).first()
    if receipt is None:
        return
    take(_lock(receipt.meeting_id), receipt, at=at)


def take(meeting: Meeting, receipt: CallbackReceipt, *, at: datetime) -> None:
    """Let these analytics count, in place of any that did before; the meeting is locked."""
    _write(meeting, receipt.room_id, Source.ANALYTICS, analytics_stays(receipt), told_at=receipt.received_at)
    _write_engagement(meeting, receipt.room_id, {one["external_id"]: one for one in receipt.told["people"]})
    # The times stand in the intervals now, and what people did beside them.
    receipt.told = {"ended_at": receipt.told["ended_at"]}
    receipt.outcome, receipt.taken_at = CallbackOutcome.TAKEN, at
    receipt.save(update_fields=["told", "outcome", "taken_at"])
    _settle(meeting, at)


@transaction.atomic
def take_events(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """The job: everybody's stays out of all comings and goings that were told of the meeting so far."""
    meeting = _lock(payload["meeting"])
    receipts = list(CallbackReceipt.objects.filter(meeting=meeting, kind=CallbackKind.EVENT).order_by("pk"))
    for room_id in sorted({receipt.room_id for receipt in receipts}):
        here = [receipt for receipt in receipts if receipt.room_id == room_id]
        told_at = max(receipt.received_at for receipt in here)
        _write(meeting, room_id, Source.WEBHOOK, stays_of([receipt.told for receipt in here]), told_at=told_at)
    waiting = CallbackReceipt.objects.filter(pk__in=[one.pk for one in receipts], outcome=CallbackOutcome.WAITING)
    waiting.update(outcome=CallbackOutcome.TAKEN, taken_at=at)
    _settle(meeting, at)


def stays_of(told: Iterable[Mapping[str, Any]]) -> Stays:
    """
    Return the stays of each person out of their comings and goings, told in any order.

    Each connection is paired for itself. Whose it was is what the coming says: goings have named others (BigBlueButton
    issue 13736).
    """
    joins: dict[str, list[datetime]] = defaultdict(list)
    leaves: dict[str, list[datetime]] = defaultdict(list)
    people: dict[str, str] = {}
    for one in told:
        connection = one["user"] or one["person"]
        if not connection:
            continue
        moment = datetime.fromisoformat(one["at"])
        if one["name"] == EventName.JOINED:
            people[connection] = one["person"] or connection
            joins[connection].append(moment)
        elif one["name"] == EventName.LEFT:
            leaves[connection].append(moment)
    stays: dict[str, list[Stay]] = defaultdict(list)
    for connection, person in people.items():
        stays[person] += paired(joins[connection], leaves[connection], at_once=1)
    return stays


def _write(meeting: Meeting, room_id: str, source: Source, stays: Stays, *, told_at: datetime) -> None:
    """Put these stays in the place of all that this source told of the room before."""
    rows = intervals(meeting, room_id, source, stays, told_at=told_at)
    AttendanceInterval.objects.filter(meeting=meeting, breakout_id=room_id, source=source).delete()
    AttendanceInterval.objects.bulk_create(rows)


def analytics_stays(receipt: CallbackReceipt) -> Stays:
    """Return the stays that analytics name, as long as the receipt has them."""
    people = receipt.told.get("people", [])
    return {person["external_id"]: [_stay(*pair) for pair in person["stays"]] for person in people}


def intervals(
    meeting: Meeting, room_id: str, source: Source, stays: Stays, *, told_at: datetime
) -> list[AttendanceInterval]:
    """Return what a source told of a room as rows by our clock, not written."""
    people = sightings.participants(meeting, stays, is_breakout=bool(room_id))
    rows: dict[tuple[str, datetime], AttendanceInterval] = {}
    for external_id, of_person in stays.items():
        for joined_at, left_at in (_by_our_clock(meeting, stay, told_at) for stay in of_person):
            if joined_at > told_at or (left_at is not None and left_at <= joined_at):
                continue
            known = rows.get((external_id, joined_at))
            if known is not None and (known.left_at is None or (left_at is not None and left_at <= known.left_at)):
                continue  # two connections at the same moment: the longer one
            rows[external_id, joined_at] = AttendanceInterval(
                meeting=meeting,
                breakout_id=room_id,
                participant=people.get(external_id),
                external_id=external_id,
                source=source,
                joined_at=joined_at,
                left_at=left_at,
            )
    return list(rows.values())


def _by_our_clock(meeting: Meeting, stay: Stay, told_at: datetime) -> tuple[datetime, datetime | None]:
    offset = timedelta(seconds=meeting.clock_offset_seconds)
    joined_at = max(stay.joined_at - offset, meeting.requested_at)
    return joined_at, None if stay.left_at is None else min(stay.left_at - offset, told_at)


def _write_engagement(meeting: Meeting, room_id: str, people: Mapping[str, Mapping[str, Any]]) -> None:
    known = sightings.participants(meeting, people, is_breakout=bool(room_id))
    Engagement.objects.filter(meeting=meeting, room_id=room_id).delete()
    Engagement.objects.bulk_create(
        [
            Engagement(
                meeting=meeting,
                room_id=room_id,
                participant=known.get(external_id),
                external_id=external_id,
                **{name: person[name] for name in ENGAGEMENT},
            )
            for external_id, person in people.items()
        ]
    )


def _settle(meeting: Meeting, at: datetime) -> None:
    """Take over when it ended, if that was told; have the server asked if the row does not know that it did."""
    if meeting.state in LIVE:
        if ending.told_end(meeting).is_exact:
            telling.soon(kind=CHECK_END, subject=str(meeting.pk), payload={"meeting": meeting.pk}, at=at)
        return
    ending.correct(meeting)
    telling.changed(context_key=meeting.context_key, at=at)


def _lock(pk: int) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).get(pk=pk)


def _stay(joined_at: str, left_at: str | None) -> Stay:
    return Stay(datetime.fromisoformat(joined_at), None if left_at is None else datetime.fromisoformat(left_at))
