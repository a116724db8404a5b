"""Recordings come late, twice or never, and go in time: tried against the stand-in and against odd answers."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from bbb_standin.options import Options
from bbb_standin.recordings import Recording as There
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from jobs.models import Job, JobState
from live_sessions.actions import meetings, recording_sync, recordings, sightings
from live_sessions.bbb import named
from live_sessions.models import (
    Attention,
    DeletionReason,
    MeetingEnd,
    Recording,
    RecordingFormat,
    RecordingState,
    RecordingWatch,
)
from live_sessions.recording_pace import STEPS, due_at
from privacy import registry
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, RecordingFactory, ServerFactory
from tests.live_sessions.wire import CONTRACT, answer, speaking, success

pytestmark = pytest.mark.django_db
BROKEN = answer(b"<html>502</html>", status="502 Bad Gateway")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def standin():
    found = Standin(Options(secret="geheim", port=0))
    with serving(found):
        yield found


@pytest.fixture
def server(standin):
    return ServerFactory(base_url=f"{standin.options.origin}/bigbluebutton/api/")


@pytest.fixture
def room(server, at):
    """Return an open room that can be recorded."""
    found = MeetingFactory(server=server, requested_at=at - timedelta(hours=2))
    recordings.expect(found)
    return found


@pytest.fixture
def trainer():
    return UserFactory()


def ended(room, at):
    sightings.end(room, ended_by=MeetingEnd.PERSON, ended_at=at, at=at)
    return room


def put(standin, room, *, record_id="r-1", state="published", formats=("presentation", "podcast")):
    """Put a recording of the room on the stand-in's disk."""
    found = There(
        record_id=record_id,
        meeting_id=str(room.meeting_id),
        name="Abend",
        start=1_772_442_000_000,
        end=1_772_445_600_000,
        participants=3,
        metadata={},
        formats=formats,
        published_at=2**62 if state == "processing" else 0,  # moves on when a test says so
        processing_at=0,
        state=state,
    )
    return standin.archive.add(found)


def watch(room):
    return RecordingWatch.objects.get(meeting=room)


def states():
    return list(Recording.objects.order_by("record_id").values_list("record_id", "state"))


def test_the_pauses_grow_from_minutes_to_half_days_and_end_after_a_week():
    hours = [step.total_seconds() / 3600 for step in STEPS]

    assert [step.total_seconds() / 60 for step in STEPS[:3]] == [5, 15, 30]
    assert hours[3:9] == [1, 2, 4, 8, 20, 32]
    assert (hours[-2], hours[-1]) == (164, 168)
    assert hours == sorted(set(hours))


def test_a_recording_is_found_with_its_formats_and_captions_and_waits_for_release(standin, room, at, run_jobs):
    put(standin, room)
    ended(room, at)
    run_jobs(at + timedelta(minutes=4))
    assert states() == []
    run_jobs(at + timedelta(minutes=5))

    found = Recording.objects.get()
    assert (found.record_id, found.state, found.provider) == ("r-1", RecordingState.READY, room.provider)
    assert [track["language"] for track in found.captions] == ["de", "en", "ar"]
    assert set(found.formats.values_list("kind", flat=True)) == {"presentation", "podcast"}
    assert watch(room).state == RecordingWatch.State.FOUND
    assert not Job.objects.filter(kind=recordings.SYNC, state=JobState.QUEUED).exists()


def test_what_is_late_is_asked_for_again_and_what_never_comes_is_told(standin, room, at, run_jobs):
    ended(room, at)
    for step in range(len(STEPS) - 1):
        run_jobs(due_at(at, step))
    assert (watch(room).state, watch(room).tries) == (RecordingWatch.State.WAITING, len(STEPS) - 1)
    run_jobs(due_at(at, len(STEPS) - 1))

    assert (watch(room).state, watch(room).tries) == (RecordingWatch.State.MISSING, len(STEPS))
    assert not Job.objects.filter(kind=recordings.SYNC, state=JobState.QUEUED).exists()


def test_one_that_is_being_made_is_shown_as_such_until_it_is_there(standin, room, at, run_jobs):
    there = put(standin, room, state="processing")
    ended(room, at)
    run_jobs(due_at(at, 0))
    assert states() == [("r-1", RecordingState.PROCESSING)]
    there.state = "published"
    run_jobs(due_at(at, 1))

    assert states() == [("r-1", RecordingState.READY)]


def test_a_server_that_is_away_costs_a_try_and_no_recording(room, at, run_jobs):
    with speaking(BROKEN) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        room.server.save()
        ended(room, at)
        run_jobs(due_at(at, 0))

    assert (watch(room).state, watch(room).last_error) == (RecordingWatch.State.WAITING, "serverError")
    assert Job.objects.filter(state=JobState.QUEUED, run_after=due_at(at, 1)).count() == 1
    assert not Job.objects.exclude(last_error="").exists()


def test_nothing_is_asked_for_where_nothing_could_be_recorded(server, at):
    ended(MeetingFactory(server=server, requested_at=at), at)

    assert not Job.objects.filter(kind=recordings.SYNC).exists()


def test_a_room_that_records_is_watched_before_anybody_is_in(standin, server, at):
    opened = meetings.open_room(
        context_key=uuid4(),
        provider=ProviderFactory(),
        name="Abend",
        parameters={"record": True},
        metadata={},
        at=at,
    )

    assert watch(opened).state == RecordingWatch.State.RUNNING


def test_several_recordings_of_one_meeting_are_several_and_others_are_not_ours(standin, room, at, run_jobs):
    put(standin, room, record_id="r-1")
    put(standin, room, record_id="r-2", formats=("video",))
    put(standin, MeetingFactory.build(), record_id="fremd")
    ended(room, at)
    run_jobs(due_at(at, 0))

    assert states() == [("r-1", RecordingState.READY), ("r-2", RecordingState.READY)]


ODD = {
    "a server that ignores what it is asked and tells everybody's": (
        "<recording><recordID>x</recordID><meetingID>a-b</meetingID><state>published</state></recording>",
        [],
    ),
    "no id": ("<recording><meetingID>{id}</meetingID><state>published</state></recording>", []),
    "no state": ("<recording><recordID>r</recordID><meetingID>{id}</meetingID></recording>", []),
    "published without any format": (
        "<recording><recordID>r</recordID><meetingID>{id}</meetingID><state>published</state></recording>",
        [("r", RecordingState.PROCESSING)],
    ),
    "a format without length and with a size below nothing": (
        (
            "<recording><recordID>r</recordID><meetingID>{id}</meetingID><state>published</state><playback>"
            "<format><type>video</type><url>https://x/</url><size>-5</size></format><format/></playback></recording>"
        ),
        [("r", RecordingState.READY)],
    ),
    "an id in capitals": (
        (
            "<recording><recordID>r</recordID><meetingID>{ID}</meetingID><state>published</state><playback>"
            "<format><type>video</type><url>https://x/</url></format></playback></recording>"
        ),
        [("r", RecordingState.READY)],
    ),
}


@pytest.mark.parametrize("shape", ODD)
def test_odd_answers_break_nothing(room, at, shape):
    words, wanted = ODD[shape]
    words = words.format(id=room.meeting_id, ID=str(room.meeting_id).upper())
    with speaking(success(f"<recordings>{words}</recordings>")) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        assert recording_sync.sync([room], at=at) == ""

    assert states() == wanted


@pytest.mark.skipif(CONTRACT is None, reason="the sample answers are not here")
@pytest.mark.parametrize("name", ["bbb-api-php/responses-get_recordings", "littleredbutton/get_recordings"])
def test_sample_answers_of_real_servers_are_taken_over(room, at, name):
    sample = (CONTRACT / f"{name}.xml").read_text(encoding="utf-8")
    first = re.search(r"<meetingID>([^<]*)</meetingID>", sample)[1]
    told = sample.replace(f"<meetingID>{first}<", f"<meetingID>{room.meeting_id}<")
    with speaking(answer(told.encode())) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        assert recording_sync.sync([room], at=at) == ""

    found = Recording.objects.all()
    assert found.count() >= 1
    assert RecordingFormat.objects.filter(recording__in=found).exists()


def test_a_server_without_pages_is_asked_until_it_says_nothing_new(room, at, monkeypatch):
    monkeypatch.setattr(recording_sync, "PAGE", 2)
    one = "<recording><recordID>{n}</recordID><meetingID>{id}</meetingID><state>processing</state></recording>"
    words = "".join(one.format(n=number, id=room.meeting_id) for number in (1, 2, 3))
    with speaking(success(f"<recordings>{words}</recordings>")) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        recording_sync.sync([room], at=at)

    assert len(wire.heard) == 2
    assert Recording.objects.count() == 3


def test_the_callback_makes_us_ask_and_is_believed_in_nothing_else(standin, room, at, run_jobs):
    assert recordings.note_ready(room, "gelogen", at=at)
    assert recordings.note_ready(room, "gelogen", at=at)  # once per format
    put(standin, room)
    run_jobs(at)

    assert states() == [("r-1", RecordingState.READY)]
    assert Job.objects.filter(kind=recordings.SYNC).count() == 1


def test_the_callback_of_what_was_deleted_is_refused(room, trainer, at):
    found = RecordingFactory(meeting=room)
    recordings.delete(recording=found, why=DeletionReason.PERSON, by=trainer, at=at)

    assert not recordings.note_ready(room, found.record_id, at=at)


def test_released_and_hidden_again_the_server_follows(standin, room, trainer, at, run_jobs):
    there = put(standin, room)
    recording_sync.sync([room], at=at)
    found = Recording.objects.get()
    recordings.hide(recording=found, by=trainer, at=at)
    run_jobs(at)
    assert there.state == "unpublished"
    recordings.release(recording=found, by=trainer, at=at + timedelta(minutes=1))
    run_jobs(at + timedelta(minutes=1))

    found.refresh_from_db()
    assert (there.state, found.state) == ("published", RecordingState.RELEASED)
    acts = ["live_sessions.recording_hidden", "live_sessions.recording_released"]
    assert (
        list(AuditEntry.objects.filter(subject=found.public_id).order_by("pk").values_list("action", flat=True)) == acts
    )


def test_a_hidden_one_stays_hidden_however_often_it_is_listed(standin, room, trainer, at):
    put(standin, room)
    recording_sync.sync([room], at=at)
    recordings.hide(recording=Recording.objects.get(), by=trainer, at=at)
    recording_sync.sync([room], at=at)

    assert states() == [("r-1", RecordingState.HIDDEN)]


def test_what_is_still_being_made_is_not_released(room, trainer, at):
    with pytest.raises(recordings.NotPlayableYet):
        recordings.release(recording=RecordingFactory(meeting=room, state=RecordingState.PROCESSING), by=trainer, at=at)


def test_a_consent_taken_back_while_it_is_being_made_hides_it_when_it_is_there(standin, room, at):
    there = put(standin, room, state="processing")
    recording_sync.sync([room], at=at)
    recordings.want_decision(context_keys=[room.context_key], why=Attention.WITHDRAWN, by=None, at=at)
    there.state = "published"
    recording_sync.sync([room], at=at)

    assert states() == [("r-1", RecordingState.HIDDEN)]


def test_a_consent_taken_back_before_the_server_tells_of_it_hides_it_from_the_beginning(standin, room, at, run_jobs):
    ended(room, at)
    recordings.want_decision(context_keys=[room.context_key], why=Attention.WITHDRAWN, by=None, at=at)
    there = put(standin, room)
    recording_sync.sync([room], at=at + timedelta(hours=3))
    run_jobs(at + timedelta(hours=3))

    found = Recording.objects.get()
    assert (found.state, found.attention, found.attention_at) == (RecordingState.HIDDEN, Attention.WITHDRAWN, at)
    assert there.state == "unpublished"


@pytest.mark.django_db(transaction=True)
def test_a_recording_that_is_found_while_a_consent_is_taken_back_is_hidden(standin, room, at):
    put(standin, room)
    failed = []

    def look():
        try:
            recording_sync.sync([room], at=at)
        except Exception as error:  # noqa: BLE001 – told to the thread that asserts
            failed.append(error)
        finally:
            connections.close_all()

    looking = threading.Thread(target=look)
    with transaction.atomic():
        recordings.want_decision(context_keys=[room.context_key], why=Attention.WITHDRAWN, by=None, at=at)
        looking.start()
        looking.join(1)  # it waits for us; were it not to, it would be done by now
    looking.join()

    assert failed == []
    assert states() == [("r-1", RecordingState.HIDDEN)]


def test_what_is_looked_at_before_a_decision_is_hidden_again_by_the_next_sweep(standin, room, trainer, at, run_jobs):
    there = put(standin, room)
    recording_sync.sync([room], at=at)
    recordings.want_decision(context_keys=[room.context_key], why=Attention.WITHDRAWN, by=None, at=at)
    run_jobs(at)
    assert there.state == "unpublished"
    recordings.inspect(recording=Recording.objects.get(), by=trainer, at=at + timedelta(minutes=1))
    run_jobs(at + timedelta(minutes=1))
    assert there.state == "published"

    night = at + timedelta(hours=17)
    recording_sync.sweep(at=night)
    run_jobs(night)
    assert (there.state, states()) == ("unpublished", [("r-1", RecordingState.HIDDEN)])


def test_releasing_decides_what_was_asked_and_the_trail_tells(room, trainer, at):
    found = RecordingFactory(meeting=room)
    recordings.want_decision(context_keys=[room.context_key], why=Attention.WITHDRAWN, by=trainer, at=at)
    recordings.release(recording=found, by=trainer, at=at)

    found.refresh_from_db()
    assert (found.state, found.attention) == (RecordingState.RELEASED, "")
    assert AuditEntry.objects.get(action="live_sessions.recording_released").details == {"in_spite_of": "withdrawn"}


def test_deleted_counts_when_the_server_asked_again_has_it_no_more(standin, room, trainer, at, run_jobs):
    there = put(standin, room)
    recording_sync.sync([room], at=at)
    found = Recording.objects.get()
    recordings.delete(recording=found, why=DeletionReason.PERSON, by=trainer, at=at)
    assert states() == [("r-1", RecordingState.DELETING)]
    run_jobs(at)

    found.refresh_from_db()
    assert (there.state, found.state, found.deleted_at, found.captions) == ("deleted", RecordingState.DELETED, at, [])
    assert not found.formats.exists()
    assert AuditEntry.objects.get(action="live_sessions.recording_deleted").details == {"why": "person"}


def test_one_that_the_server_has_no_more_is_deleted_already(standin, room, trainer, at, run_jobs):
    found = RecordingFactory(meeting=room)
    recordings.delete(recording=found, why=DeletionReason.EXPIRED, by=None, at=at)
    run_jobs(at)

    assert states() == [(found.record_id, RecordingState.DELETED)]


def test_one_whose_id_begins_the_same_is_not_touched(standin, room, trainer, at, run_jobs):
    put(standin, room, record_id="r-1")
    other = put(standin, room, record_id="r-11")
    recording_sync.sync([room], at=at)
    recordings.delete(recording=Recording.objects.get(record_id="r-1"), why=DeletionReason.PERSON, by=trainer, at=at)
    run_jobs(at)

    assert states() == [("r-1", RecordingState.DELETED), ("r-11", RecordingState.READY)]
    assert other.state == "published"


def test_a_server_that_says_deleted_and_keeps_it_is_not_believed(room, trainer, at, run_jobs):
    found = RecordingFactory(meeting=room, record_id="r-1")
    still = "<recordings><recording><recordID>r-1</recordID><state>published</state></recording></recordings>"
    with speaking(success(f"<deleted>true</deleted>{still}")) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        room.server.save()
        recordings.delete(recording=found, why=DeletionReason.PERSON, by=trainer, at=at)
        run_jobs(at)

    found.refresh_from_db()
    assert (found.state, found.deletion_error) == (RecordingState.DELETING, "stillThere")
    assert Job.objects.get(kind=recordings.DELETE).state == JobState.QUEUED  # tries again


def test_a_deletion_that_gave_up_is_tried_again_each_night(standin, room, trainer, at, run_jobs):
    put(standin, room)
    recording_sync.sync([room], at=at)
    found = Recording.objects.get()
    recordings.delete(recording=found, why=DeletionReason.PERSON, by=trainer, at=at)
    Job.objects.filter(kind=recordings.DELETE).update(state=JobState.FAILED, ended_at=at)
    night = at + timedelta(hours=17)
    recording_sync.sweep(at=night)
    run_jobs(night)

    assert states() == [("r-1", RecordingState.DELETED)]


def test_what_a_retired_server_has_is_told_and_ends_with_a_persons_word(standin, room, trainer, at, run_jobs):
    found = RecordingFactory(meeting=room)
    with pytest.raises(recordings.DeletionNotStuck):
        recordings.deleted_by_hand(recording=found, by=trainer, at=at)
    room.server.retired_at, room.server.secret = at, ""
    room.server.save()
    recordings.delete(recording=found, why=DeletionReason.EXPIRED, by=None, at=at)
    run_jobs(at)
    found.refresh_from_db()
    assert (found.state, found.deletion_error) == (RecordingState.DELETING, "retired")

    recordings.deleted_by_hand(recording=found, by=trainer, at=at)
    told = AuditEntry.objects.get(action="live_sessions.recording_deleted")
    assert (told.actor, told.details) == (trainer.public_id, {"why": "expired", "told_by": "person"})


def test_the_nightly_sweep_finds_what_came_late_and_what_vanished(standin, server, room, at):
    gone = RecordingFactory(meeting=MeetingFactory(server=server, requested_at=at), seen_at=at - timedelta(days=3))
    seen_yesterday = RecordingFactory(
        meeting=MeetingFactory(server=server, requested_at=at), seen_at=at - timedelta(hours=20)
    )
    ended(room, at - timedelta(days=6))
    put(standin, room)

    assert recording_sync.sweep(at=at) == 3
    found = dict(states())
    assert found["r-1"] == RecordingState.READY
    assert found[gone.record_id] == RecordingState.DELETED
    assert found[seen_yesterday.record_id] == RecordingState.READY
    gone.refresh_from_db()
    assert gone.deletion_reason == DeletionReason.GONE


def test_the_nightly_sweep_asks_for_a_hundred_meetings_at_once(standin, server, at, monkeypatch):
    asked = []
    monkeypatch.setattr(recording_sync, "sync", lambda meetings, at: asked.append(len(meetings)))
    for _number in range(103):
        recordings.expect(ended_meeting := MeetingFactory(server=server, requested_at=at))
        sightings.end(ended_meeting, ended_by=MeetingEnd.PERSON, ended_at=at, at=at)
    recording_sync.sweep(at=at)

    assert asked == [100, 3]


def test_erasing_a_person_hides_what_they_are_in_and_lists_it_for_staff(room, at):
    person = ParticipantFactory(provider=room.provider, context_key=room.context_key, first_let_in_at=at).user
    found = RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=at)
    source = dict(registry.sources())["live_sessions"]
    source.erase(person=person, at=at)

    found.refresh_from_db()
    assert (found.state, found.attention) == (RecordingState.HIDDEN, Attention.ERASED)
