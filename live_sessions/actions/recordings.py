"""What becomes of recordings: released to a run, hidden, deleted. The server follows by jobs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from jobs.actions import enqueue
from live_sessions.models import (
    Attention,
    DeletionReason,
    Meeting,
    Recording,
    RecordingState,
    RecordingWatch,
)
from live_sessions.recording_pace import due_at
from privacy import audit

SYNC, PUBLISH, DELETE = (
    "live_sessions.sync_recordings",
    "live_sessions.show_recording",
    "live_sessions.delete_recording",
)


class NotPlayableYet(Exception):
    """The server is still working on it."""


class RecordingIsGone(Exception):
    """It was deleted, or is being deleted."""


class DeletionNotStuck(Exception):
    """The server can still be asked to delete it, so nobody says by hand that it did."""


@transaction.atomic
def release(*, recording: Recording, by: User, at: datetime) -> Recording:
    """
    Show it to everybody in its run; a decision that was asked for is taken by this. Twice is once.

    Raises NotPlayableYet, RecordingIsGone.
    """
    current = _lock(recording)
    if current.is_going:
        raise RecordingIsGone
    if current.state == RecordingState.PROCESSING:
        raise NotPlayableYet
    if current.state != RecordingState.RELEASED:
        asked = current.attention
        current.state, current.released_at = RecordingState.RELEASED, at
        current.attention, current.attention_at = "", None
        current.save(update_fields=["state", "released_at", "attention", "attention_at"])
        _record("live_sessions.recording_released", current, by, at, {"in_spite_of": asked} if asked else None)
        _tell_server(current, at)
    return current


@transaction.atomic
def hide(*, recording: Recording, by: User | None, at: datetime) -> Recording:
    """Take it out of sight, on the server too. Twice is once. Raises NotPlayableYet, RecordingIsGone."""
    current = _lock(recording)
    if current.is_going:
        raise RecordingIsGone
    if current.state == RecordingState.PROCESSING:
        raise NotPlayableYet
    if current.state != RecordingState.HIDDEN:
        _hide(current, by, at)
    return current


@transaction.atomic
def inspect(*, recording: Recording, by: User, at: datetime) -> Recording:
    """
    Let the server play a hidden one again, so that staff can look before they decide; its run still sees nothing.

    What somebody withdrew from is hidden again by the next sweep, unless it was released. Twice is once.
    Raises NotPlayableYet, RecordingIsGone.
    """
    current = _lock(recording)
    if current.is_going:
        raise RecordingIsGone
    if current.state == RecordingState.PROCESSING:
        raise NotPlayableYet
    if current.state == RecordingState.HIDDEN:
        current.state = RecordingState.READY
        current.save(update_fields=["state"])
        _record("live_sessions.recording_inspected", current, by, at)
        _tell_server(current, at)
    return current


@transaction.atomic
def want_decision(*, context_keys: Collection[UUID], why: Attention, by: User | None, at: datetime) -> list[Recording]:
    """
    Hide at once what was recorded in these rooms, and let people decide about it; return what was reached.

    What was recorded and the server has not told of yet is hidden when it comes (see `RecordingWatch.attention`).
    """
    expected = RecordingWatch.objects.filter(meeting__context_key__in=context_keys)
    waiting = list(expected.select_for_update(of=("self",)).order_by("pk"))  # before recordings, as a sync does
    RecordingWatch.objects.filter(pk__in=[one.pk for one in waiting]).update(attention=why, attention_at=at)
    rows = Recording.objects.standing().filter(meeting__context_key__in=context_keys)
    reached = list(rows.select_for_update(of=("self",)).select_related("provider").order_by("pk"))
    for recording in reached:
        recording.attention, recording.attention_at = why, at
        if recording.state in {RecordingState.READY, RecordingState.RELEASED}:
            _hide(recording, by, at)
        else:  # one that is still being made is hidden as soon as it is there
            recording.save(update_fields=["attention", "attention_at"])
    return reached


@transaction.atomic
def delete(*, recording: Recording, why: DeletionReason, by: User | None, at: datetime) -> Recording:
    """Have the server delete it; nobody sees it from now on, whatever the server does. Twice is once."""
    current = _lock(recording)
    if current.is_going:
        return current
    current.state, current.deletion_wanted_at, current.deletion_reason = RecordingState.DELETING, at, why
    current.attention, current.attention_at = "", None
    current.save(update_fields=["state", "deletion_wanted_at", "deletion_reason", "attention", "attention_at"])
    _record("live_sessions.recording_deletion_wanted", current, by, at, {"why": why})
    enqueue_deletion(current, at)
    return current


def delete_of(*, context_keys: Collection[UUID], why: DeletionReason, by: User | None, at: datetime) -> int:
    """Have everything deleted that was recorded in these rooms; return how many recordings that were."""
    found = list(Recording.objects.standing().filter(meeting__context_key__in=context_keys).order_by("pk"))
    for recording in found:
        delete(recording=recording, why=why, by=by, at=at)
    return len(found)


@transaction.atomic
def deleted_by_hand(*, recording: Recording, by: User, at: datetime) -> Recording:
    """
    Believe a person that a recording is gone from a server that nobody can ask any more.

    Raises DeletionNotStuck while the server is in service.
    """
    current = _lock(recording)
    if current.state == RecordingState.DELETED:
        return current
    if current.state != RecordingState.DELETING or current.meeting.server.retired_at is None:
        raise DeletionNotStuck
    return gone(current, by=by, at=at, details={"told_by": "person"})


def gone(locked: Recording, *, by: User | None, at: datetime, details: dict[str, Any] | None = None) -> Recording:
    """Write down that the server has it no more; runs under the row's lock. What it could be played by goes."""
    if locked.deletion_wanted_at is None:
        locked.deletion_wanted_at, locked.deletion_reason = at, DeletionReason.GONE
    locked.state, locked.deleted_at, locked.deletion_error, locked.captions = RecordingState.DELETED, at, "", []
    locked.attention, locked.attention_at = "", None
    locked.save()
    locked.formats.all().delete()
    _record("live_sessions.recording_deleted", locked, by, at, {"why": locked.deletion_reason, **(details or {})})
    return locked


def enqueue_deletion(recording: Recording, at: datetime, *, again: str = "") -> None:
    """Let a job ask the server; `again` tells one round of tries from another."""
    enqueue(
        kind=DELETE,
        key=f"delete-recording:{recording.public_id}:{again}",
        payload={"recording": recording.pk},
        at=at,
    )


def expect(meeting: Meeting) -> None:
    """Note that what is said in this meeting may be recorded; called before anybody comes in. Twice is once."""
    wanted = RecordingWatch(meeting=meeting, since=meeting.requested_at)
    RecordingWatch.objects.bulk_create([wanted], ignore_conflicts=True)


def look_for(meeting: Meeting, at: datetime) -> None:
    """Begin to ask for what was recorded in a meeting that has ended; in the transaction that ends it."""
    if RecordingWatch.objects.filter(meeting=meeting, state=RecordingWatch.State.RUNNING).update(
        state=RecordingWatch.State.WAITING, since=meeting.ended_at or at
    ):
        enqueue_sync(meeting, step=0, at=at)


def note_marks(meeting: Meeting, *, has_marks: bool) -> None:
    """Believe the server's end callback that nobody recorded anything; a recording that comes anyway is taken."""
    if not has_marks:
        open_states = (RecordingWatch.State.RUNNING, RecordingWatch.State.WAITING)
        RecordingWatch.objects.filter(meeting=meeting, state__in=open_states).update(state=RecordingWatch.State.NOTHING)


def note_ready(meeting: Meeting, record_id: str, *, at: datetime) -> bool:
    """
    Ask the server soon, because it says that a format of this recording is ready; nothing else of it is believed.

    False when the recording was deleted here: the server is told so.
    """
    recording = Recording.objects.filter(record_id=record_id).first()
    if recording is not None and recording.is_going:
        return False
    enqueue_sync(meeting, step=None, at=at)
    return True


def enqueue_sync(meeting: Meeting, *, step: int | None, at: datetime) -> None:
    """Let a job ask for the meeting's recordings at this step of the back-off, or now, once a minute at most."""
    name = f"{at:%Y%m%d%H%M}" if step is None else str(step)
    enqueue(
        kind=SYNC,
        key=f"recordings:{meeting.public_id}:{name}",
        payload={"meeting": meeting.pk, "step": step},
        at=at,
        run_after=None if step is None else due_at(meeting.ended_at or at, step),
    )


def _hide(locked: Recording, by: User | None, at: datetime) -> None:
    locked.state = RecordingState.HIDDEN
    locked.save(update_fields=["state", "attention", "attention_at"])
    details = {"asked_by": locked.attention} if locked.attention else None
    _record("live_sessions.recording_hidden", locked, by, at, details)
    _tell_server(locked, at)


def _tell_server(recording: Recording, at: datetime) -> None:
    enqueue(
        kind=PUBLISH,
        key=f"show-recording:{recording.public_id}:{at.isoformat()}",
        payload={"recording": recording.pk},
        at=at,
    )


def _lock(recording: Recording) -> Recording:
    rows = Recording.objects.select_for_update(of=("self",)).select_related("provider", "meeting__server")
    return rows.get(pk=recording.pk)


def _record(
    action: str, recording: Recording, by: User | None, at: datetime, details: dict[str, Any] | None = None
) -> None:
    audit.record(action, subject=recording, by=by, at=at, provider=recording.provider, details=details)
