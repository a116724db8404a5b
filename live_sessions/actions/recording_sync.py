"""Asking servers for recordings: with growing pauses after a meeting, and all of them once a night."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q

from live_sessions.actions import recordings
from live_sessions.actions.servers import client_of
from live_sessions.bbb.client import BBBClient, BBBError, RecordingInfo, ServerUnreachable
from live_sessions.bbb.client import RecordingState as There
from live_sessions.models import Meeting, Recording, RecordingFormat, RecordingState, RecordingWatch
from live_sessions.recording_pace import LAST, next_step

logger = logging.getLogger(__name__)

PAGE = 100
MOST_PAGES = 50  # a server that never comes to an end is not asked for ever
ASKED = (There.PROCESSING, There.PROCESSED, There.PUBLISHED, There.UNPUBLISHED)
GONE_AFTER = timedelta(days=2)  # a list that was incomplete once is no proof
THERE = {There.PUBLISHED.value, There.UNPUBLISHED.value, There.PROCESSED.value}


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Ask for the recordings of one meeting; a server in trouble is asked again at the next step."""
    meeting = Meeting.objects.select_related("server", "provider").get(pk=payload["meeting"])
    step: int | None = payload["step"]
    error = sync([meeting], at=at)
    with transaction.atomic():
        watch = RecordingWatch.objects.select_for_update().filter(meeting=meeting).first()
        if watch is None or step is None:
            return
        watch.tries, watch.last_error = watch.tries + 1, error
        following = next_step(step)
        if watch.state == RecordingWatch.State.WAITING and following is None:
            watch.state = RecordingWatch.State.MISSING
        watch.save()
        is_processing = meeting.recordings.filter(state=RecordingState.PROCESSING).exists()
        if following is not None and (watch.state == RecordingWatch.State.WAITING or is_processing):
            recordings.enqueue_sync(meeting, step=following, at=at)


def sweep(*, at: datetime) -> int:
    """
    Ask every server for all that is known or still expected, by pages of 100; return how many meetings that were.

    Runs once a night (settings.RETENTION): it finds what came late, what vanished, and what a lost job forgot.
    """
    known = Q(recordings__isnull=False) & ~Q(recordings__state=RecordingState.DELETED)
    late = Q(recording_watch__state=RecordingWatch.State.WAITING)
    forgotten = Q(recording_watch__state=RecordingWatch.State.RUNNING, ended_at__isnull=False)
    wanted = Meeting.objects.filter(known | late | forgotten).select_related("server", "provider").distinct()
    found = list(wanted.order_by("server", "pk"))
    for meetings in _pages_by_server(found):
        if meetings[0].server.retired_at is None:
            sync(meetings, at=at)
    for meeting in found:
        if meeting.ended_at is not None:
            with transaction.atomic():
                recordings.look_for(meeting, at)
    overdue = RecordingWatch.objects.filter(state=RecordingWatch.State.WAITING, since__lt=at - LAST - timedelta(days=1))
    overdue.update(state=RecordingWatch.State.MISSING)
    return len(found)


def sync(meetings: Sequence[Meeting], *, at: datetime) -> str:
    """
    Write down what their one server says of the recordings of these meetings; return its message key if it failed.

    No transaction may be open while the server is asked.
    """
    server = meetings[0].server
    if server.retired_at is not None:
        return "retired"
    try:
        client = client_of(server)
        told = list(_all_pages(client, [str(meeting.meeting_id) for meeting in meetings]))
        captions = _captions(client, told)
    except InvalidToken:
        return "secretUnreadable"
    except BBBError as error:
        logger.info("recordings not told", extra={"server": server.pk, "key": error.message_key})
        return error.message_key
    by_id = {meeting.meeting_id: meeting for meeting in meetings}
    for info in told:
        meeting = by_id.get(_as_uuid(info.meeting_id) or uuid.UUID(int=0))
        if meeting is not None and info.record_id and len(info.record_id) <= 100:
            _note(meeting, info, captions.get(info.record_id), at)
    _not_listed(meetings, {info.record_id for info in told}, at)
    return ""


def _pages_by_server(meetings: Iterable[Meeting]) -> Iterator[list[Meeting]]:
    page: list[Meeting] = []
    for meeting in meetings:
        if page and (len(page) == PAGE or page[0].server_id != meeting.server_id):
            yield page
            page = []
        page.append(meeting)
    if page:
        yield page


def _all_pages(client: BBBClient, meeting_ids: Sequence[str]) -> Iterator[RecordingInfo]:
    seen: set[str] = set()
    for number in range(MOST_PAGES):
        page = client.recordings(meeting_ids=meeting_ids, states=ASKED, offset=number * PAGE, limit=PAGE)
        new = [info for info in page if info.record_id not in seen]
        seen |= {info.record_id for info in new}
        yield from new
        if len(page) < PAGE or not new:  # older servers know no pages and say everything each time
            return


def _captions(client: BBBClient, told: Iterable[RecordingInfo]) -> dict[str, list[dict[str, str]]]:
    """Return by recording the languages in which captions are there, as far as the server can say."""
    found: dict[str, list[dict[str, str]]] = {}
    for info in told:
        if info.state not in THERE:
            continue
        try:
            tracks = client.text_tracks(info.record_id)
        except ServerUnreachable:
            break
        except BBBError:
            continue
        found[info.record_id] = [
            {"language": track.language[:20], "label": track.label[:60]} for track in tracks if track.language
        ]
    return found


@transaction.atomic
def _note(meeting: Meeting, info: RecordingInfo, captions: list[dict[str, str]] | None, at: datetime) -> None:
    is_there = info.state in THERE and bool(info.formats)
    if not is_there and info.state not in THERE and info.state != There.PROCESSING:
        return
    defaults = {"provider_id": meeting.provider_id, "meeting": meeting, "found_at": at, "seen_at": at}
    # Under the lock that a withdrawal takes: it finds the row made here, or has left word for it.
    watch = RecordingWatch.objects.select_for_update().filter(meeting=meeting).first()
    if watch is not None and watch.attention:
        defaults |= {"attention": watch.attention, "attention_at": watch.attention_at}
    Recording.objects.bulk_create([Recording(record_id=info.record_id, **defaults)], ignore_conflicts=True)
    rows = Recording.objects.select_for_update(of=("self",)).select_related("provider")
    recording = rows.get(record_id=info.record_id)
    if recording.meeting_id != meeting.pk:
        return  # another server uses the same id: not ours to touch
    if recording.is_going:
        _delete_once_more(recording, at)
        return
    recording.seen_at = at
    recording.started_at, recording.ended_at = info.started_at, info.ended_at
    if captions is not None:
        recording.captions = captions
    if recording.state == RecordingState.PROCESSING and is_there:
        recording.state = RecordingState.READY
    recording.save()
    _note_formats(recording, info)
    if recording.state == RecordingState.READY and recording.attention:
        recordings.hide(recording=recording, by=None, at=at)
    found = RecordingWatch.objects.filter(meeting=meeting).exclude(state=RecordingWatch.State.FOUND)
    if is_there:
        found.update(state=RecordingWatch.State.FOUND, last_error="")


def _note_formats(recording: Recording, info: RecordingInfo) -> None:
    told = {one.kind[:40]: one for one in info.formats if one.kind}
    if not told:
        return
    recording.formats.exclude(kind__in=told).delete()
    RecordingFormat.objects.bulk_create(
        [
            RecordingFormat(
                recording=recording,
                kind=kind,
                minutes=_unless_negative(one.minutes),
                size_bytes=_unless_negative(one.size_bytes),
            )
            for kind, one in told.items()
        ],
        update_conflicts=True,
        unique_fields=["recording", "kind"],
        update_fields=["minutes", "size_bytes"],
    )


def _unless_negative(number: int | None) -> int | None:
    return number if number is not None and 0 <= number < 2**31 else None


def _delete_once_more(recording: Recording, at: datetime) -> None:
    """A recording that was wanted deleted is still listed, or again: the server is asked once more, once a day."""
    if recording.state == RecordingState.DELETED:
        recording.state, recording.deleted_at = RecordingState.DELETING, None
        recording.save(update_fields=["state", "deleted_at"])
    recordings.enqueue_deletion(recording, at, again=f"{at:%Y-%m-%d}")


def _not_listed(meetings: Sequence[Meeting], listed: set[str], at: datetime) -> None:
    """Somebody deleted it on the server itself, or the job that was to verify a deletion never came to it."""
    unlisted = Recording.objects.filter(meeting__in=meetings).exclude(record_id__in=listed)
    for going in unlisted.filter(state=RecordingState.DELETING):
        recordings.enqueue_deletion(going, at, again=f"{at:%Y-%m-%d}")
    for found in unlisted.standing().filter(seen_at__lt=at - GONE_AFTER):
        with transaction.atomic():
            locked = Recording.objects.select_for_update(of=("self",)).select_related("provider").get(pk=found.pk)
            if not locked.is_going:
                recordings.gone(locked, by=None, at=at)


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
