"""Two workers, or a person and a nightly job, take up the same meeting in the same moment."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from live_sessions.actions import ending, recordings, sightings
from live_sessions.bbb import named
from live_sessions.models import DeletionReason, Meeting, MeetingEnd, MeetingState, RecordingState
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.live_sessions import MeetingFactory, RecordingFactory, ServerFactory
from tests.live_sessions import servers_words as say
from tests.live_sessions.wire import answer, speaking
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
GONE = answer(b"<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>")


@pytest.fixture(autouse=True)
def on_postgresql(monkeypatch):
    only_on_postgresql()
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def room():
    """A room that has run for an hour and is gone from its server, which told when by webhook."""
    begin = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    with speaking(GONE) as wire:
        server = ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/", uses_hooks=True)
        found = MeetingFactory(server=server, requested_at=begin, seen_at=begin, internal_id="intern-1")
        told = say.event("meeting-ended", found, round((begin + timedelta(minutes=50)).timestamp() * 1000))
        assert say.hook(server, told).status_code == 200
        yield found


def job(room, **payload):
    return {"payload": {"meeting": room.pk, **payload}, "at": timezone.now(), "progress": lambda share: None}


def test_an_end_that_two_workers_find_out_is_one_end(room):
    at_once([lambda: ending.check_end(**job(room))] * 3)

    room.refresh_from_db()
    assert (room.state, room.ended_by, room.is_end_exact) == (MeetingState.ENDED, MeetingEnd.SERVER, True)
    assert room.ended_at == room.requested_at + timedelta(minutes=50)
    looks = Job.objects.filter(kind=sightings.RECONCILE)
    assert {one.payload["is_last"] for one in looks} == {True, False}
    # Looks are named by the second in which the end was written, so two ends would be six.
    assert looks.count() == 3


def test_a_meeting_that_two_workers_reconcile_is_final_once(room):
    with transaction.atomic():
        sightings.end(room, ended_by=MeetingEnd.GONE, ended_at=room.requested_at, at=room.requested_at)
    at_once([lambda: ending.reconcile(**job(room, is_last=True))] * 3)

    found = Meeting.objects.get(pk=room.pk)
    assert (found.is_end_exact, found.ended_at) == (True, found.requested_at + timedelta(minutes=50))
    final_at = found.final_at
    ending.reconcile(**job(room, is_last=True))
    found.refresh_from_db()
    assert (final_at is not None, found.final_at) == (True, final_at)


def test_a_recording_released_while_it_expires_is_gone():
    recording, trainer, at = RecordingFactory(), UserFactory(), timezone.now()

    def release():
        try:
            recordings.release(recording=recording, by=trainer, at=at)
        except recordings.RecordingIsGone:
            return "too late"
        return "released"

    def expire():
        recordings.delete(recording=recording, why=DeletionReason.EXPIRED, by=None, at=at)

    told, *_ = at_once([release, expire, expire])
    recording.refresh_from_db()
    assert (recording.state, recording.deletion_reason) == (RecordingState.DELETING, DeletionReason.EXPIRED)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    wanted = "live_sessions.recording_deletion_wanted"
    assert actions == ([wanted] if told == "too late" else ["live_sessions.recording_released", wanted])
    assert Job.objects.filter(kind=recordings.DELETE).count() == 1


def test_two_who_release_a_recording_at_once_leave_one_record():
    recording, at = RecordingFactory(), timezone.now()
    people = [UserFactory(), UserFactory()]
    at_once([lambda by=by: recordings.release(recording=recording, by=by, at=at) for by in people])
    recording.refresh_from_db()
    assert (recording.state, AuditEntry.objects.count()) == (RecordingState.RELEASED, 1)
