"""The server follows what was decided: it hides, shows and deletes recordings, and says where one plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from jobs.actions import JobWillNeverWork
from live_sessions.actions import recordings
from live_sessions.actions.servers import client_of
from live_sessions.bbb.client import BBBClient, BBBError, RecordingInfo, RequestRefused
from live_sessions.bbb.client import RecordingState as There
from live_sessions.models import PLAYABLE, Recording, RecordingState

PLAYBACK_SECONDS = 8.0  # somebody waits for the picture


class NotDeletedYet(Exception):
    """The server was asked and still has it."""


class PlaybackUnavailable(Exception):
    """The server does not answer, or does not play this any more; later it may."""


def run_show_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Make the server show what is released and hide what is hidden, as it stands now."""
    recording = _read(payload)
    if recording.state not in PLAYABLE:
        return
    is_shown = recording.state != RecordingState.HIDDEN
    try:
        _client(recording).publish_recordings([recording.record_id], is_published=is_shown)
    except RequestRefused as error:
        if error.message_key != "notFound":
            raise


def run_deletion_job(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """
    Delete a recording on its server and believe it only when the server, asked again, has it no more.

    Raises when it did not work: the job tries again, and the nightly sweep after the last try.
    """
    recording = _read(payload)
    if recording.state != RecordingState.DELETING:
        return
    try:
        client = _client(recording)
        try:
            client.delete_recordings([recording.record_id])
        except RequestRefused as error:
            if error.message_key != "notFound":
                raise
        if _is_there(client, recording.record_id):
            raise NotDeletedYet
    except (BBBError, NotDeletedYet, JobWillNeverWork) as error:
        key = error.message_key if isinstance(error, BBBError) else "stillThere"
        if isinstance(error, JobWillNeverWork):
            key = str(error)
        Recording.objects.filter(pk=recording.pk, state=RecordingState.DELETING).update(deletion_error=key[:60])
        raise
    with transaction.atomic():
        locked = Recording.objects.select_for_update(of=("self",)).select_related("provider").get(pk=recording.pk)
        if locked.state == RecordingState.DELETING:
            recordings.gone(locked, by=None, at=at)


def address_of(*, recording: Recording, kind: str) -> str:
    """
    Return where this format plays, asked now: it goes into a redirect and nowhere else.

    A server that protects its recordings gives an address that works for a while only. Raises PlaybackUnavailable.
    """
    try:
        told = _client(recording, seconds=PLAYBACK_SECONDS).recordings(record_ids=[recording.record_id])
    except (BBBError, JobWillNeverWork):
        raise PlaybackUnavailable from None
    for info in told:
        if info.record_id == recording.record_id:
            for one in info.formats:
                if one.kind == kind and _is_safe(one.url):
                    return one.url
    raise PlaybackUnavailable


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) and parts.scheme in ({"https", "http"} if settings.BBB_ALLOW_HTTP else {"https"})


def _is_there(client: BBBClient, record_id: str) -> bool:
    """Ask for the one recording in every state; servers find by the beginning of the id."""
    told: tuple[RecordingInfo, ...] = client.recordings(record_ids=[record_id], states=[There.ANY])
    return any(info.record_id == record_id and info.state != There.DELETED for info in told)


def _read(payload: Mapping[str, Any]) -> Recording:
    return Recording.objects.select_related("meeting__server", "provider").get(pk=payload["recording"])


def _client(recording: Recording, *, seconds: float | None = None) -> BBBClient:
    """Return a client of the recording's server. Raises JobWillNeverWork, with a key, where nobody can ask it."""
    server = recording.meeting.server
    if server.retired_at is not None:
        raise JobWillNeverWork("retired")
    try:
        return client_of(server, seconds=seconds)
    except InvalidToken:
        raise JobWillNeverWork("secretUnreadable") from None
