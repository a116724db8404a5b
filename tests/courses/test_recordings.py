"""Recordings in the back office, and that they go with the session, the run, or when their time is up."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.forms.back_office import ProviderForm
from courses.actions import recordings as acting
from courses.actions import runs, session_changes
from courses.actions.session_plan import RecordingIsFixed
from courses.models import RunSession
from courses.recording_parameters import recording_parameters
from courses.timetable import Slot
from live_sessions.models import (
    Attention,
    DeletionReason,
    Meeting,
    Recording,
    RecordingFormat,
    RecordingState,
    RecordingWatch,
    Server,
)
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, RecordingFactory, ServerFactory
from tests.factories.sessions import plan_of, planned, run_in, trainer_of
from tests.live_sessions.wire import speaking, success

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def session(run, trainer):
    return planned(run, trainer, recording_policy="allowed")


@pytest.fixture
def recording(session, at):
    return recorded(session, at)


def recorded(session, at, **values):
    server = Server.objects.first() or ServerFactory()
    ended = {"requested_at": at, "ended_at": at, "ended_by": "person", "state": "ended"}
    room = MeetingFactory(context_key=session.context_key, provider=session.provider, server=server, **ended)
    found = RecordingFactory(meeting=room, **values)
    RecordingFormat.objects.create(recording=found, kind="presentation", minutes=63, size_bytes=130_000_000)
    return found


@pytest.fixture
def staff(client, trainer):
    client.force_login(trainer)
    return client


def url(name, recording=None, *more):
    return reverse(f"recording_office:{name}", args=[recording.public_id, *more] if recording else None)


def state_of(recording):
    return Recording.objects.get(pk=recording.pk).state


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("never", {"record": False, "autoStartRecording": False, "allowStartStopRecording": False}),
        ("allowed", {"record": True, "autoStartRecording": False, "allowStartStopRecording": True}),
        ("auto", {"record": True, "autoStartRecording": True, "allowStartStopRecording": True}),
    ],
)
def test_a_room_is_made_as_the_plan_says(policy, told):
    found = recording_parameters(RunSession(recording_policy=policy))

    assert {name: found[name] for name in told} == told
    assert (found["notifyRecordingIsOn"], found["breakoutRoomsRecord"]) == (policy != "never", False)


def test_nothing_is_recorded_unless_somebody_plans_it_and_never_on_site(run, trainer):
    assert planned(run, trainer).recording_policy == "never"
    house = planned(run, trainer, mode="on_site", place="Raum 1", recording_policy="auto", day=date(2026, 3, 11))
    assert house.recording_policy == "never"


def test_whether_a_room_records_is_settled_when_it_opens(session, trainer, at):
    MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=at)

    with pytest.raises(RecordingIsFixed):
        session_changes.change_session(
            session=session,
            known_version=session.version,
            plan=plan_of(session, recording_policy="never"),
            slot=Slot(session.starts_at, session.ends_at),
            by=trainer,
            at=at,
        )


def test_trainers_see_recordings_of_their_provider_only(staff, recording):
    stranger = make_staff("trainer", ProviderFactory())
    assert "noch nicht freigegeben" in staff.get(url("index")).content.decode()

    staff.force_login(stranger)
    assert "noch nicht freigegeben" not in staff.get(url("index")).content.decode()
    assert staff.get(url("detail", recording)).status_code == 404
    for name in ("decide", "delete", "by_hand"):
        assert staff.post(url(name, recording), {"act": "release"}).status_code == 404
    assert staff.get(url("watch", recording, "presentation")).status_code == 404
    assert state_of(recording) == RecordingState.READY


def test_the_list_costs_the_same_for_one_recording_and_for_three(
    staff, session, recording, at, django_assert_num_queries
):
    staff.get(url("index"))
    with django_assert_num_queries(21) as one:
        staff.get(url("index"))
    recorded(session, at)
    recorded(session, at)
    with django_assert_num_queries(len(one)):
        staff.get(url("index"))


def test_a_coordinator_releases_and_hides(client, run, recording):
    client.force_login(make_staff("coordinator", run.course.provider))
    client.post(url("decide", recording), {"act": "release"})
    assert state_of(recording) == RecordingState.RELEASED
    client.post(url("decide", recording), {"act": "hide"})
    assert state_of(recording) == RecordingState.HIDDEN


def test_what_somebody_withdrew_from_is_released_only_after_a_look(staff, session, recording, at):
    recording.state, recording.attention, recording.attention_at = RecordingState.HIDDEN, Attention.WITHDRAWN, at
    recording.save()
    assert "entscheiden" in staff.get(reverse("wagtailadmin_home")).content.decode()
    assert "weder zu sehen noch zu hören" in staff.get(url("detail", recording)).content.decode()

    staff.post(url("decide", recording), {"act": "release"})
    assert state_of(recording) == RecordingState.HIDDEN
    assert url("watch", recording, "presentation") not in staff.get(url("detail", recording)).content.decode()
    staff.post(url("decide", recording), {"act": "inspect"})
    assert state_of(recording) == RecordingState.READY  # the run still sees nothing
    assert url("watch", recording, "presentation") in staff.get(url("detail", recording)).content.decode()
    staff.post(url("decide", recording), {"act": "release", "sure": "1"})
    assert state_of(recording) == RecordingState.RELEASED


def test_deleting_is_asked_once_and_ends_what_anybody_sees(staff, recording):
    assert staff.get(url("delete", recording)).status_code == 200
    assert state_of(recording) == RecordingState.READY
    staff.post(url("delete", recording))

    assert state_of(recording) == RecordingState.DELETING
    assert staff.get(url("watch", recording, "presentation")).status_code == 404
    assert AuditEntry.objects.get(action="live_sessions.recording_deletion_wanted").details == {"why": "person"}


def test_staff_look_before_they_release_and_the_trail_tells(staff, trainer, recording):
    told = (
        f"<recordings><recording><recordID>{recording.record_id}</recordID><state>published</state><playback><format>"
        "<type>presentation</type><url>https://bbb.example/geheim</url></format></playback></recording></recordings>"
    )
    with speaking(success(told)) as wire:
        Server.objects.update(base_url=f"{wire.url}/bigbluebutton/api/")
        answer = staff.get(url("watch", recording, "presentation"))

    assert answer.headers["Location"] == "https://bbb.example/geheim"
    assert "geheim" not in staff.get(url("detail", recording)).content.decode()
    assert AuditEntry.objects.get(action="courses.recording_read").actor == trainer.public_id


def test_what_would_not_go_is_told_with_its_reason(staff, recording, at):
    recording.state, recording.deletion_wanted_at = RecordingState.DELETING, at
    recording.deletion_reason, recording.deletion_error = DeletionReason.EXPIRED, "timeout"
    recording.save()

    assert "nicht rechtzeitig geantwortet" in staff.get(url("detail", recording)).content.decode()
    assert "ließ sich noch nicht löschen" in staff.get(url("index")).content.decode()


def test_what_a_retired_server_has_is_ended_by_a_person(staff, recording, at):
    recording.state, recording.deletion_wanted_at = RecordingState.DELETING, at
    recording.deletion_reason, recording.deletion_error = DeletionReason.EXPIRED, "retired"
    recording.save()
    staff.post(url("by_hand", recording))
    assert state_of(recording) == RecordingState.DELETING
    Server.objects.update(retired_at=at, secret="")

    assert "Von Hand gelöscht" in staff.get(url("detail", recording)).content.decode()
    staff.post(url("by_hand", recording))
    assert state_of(recording) == RecordingState.DELETED


def test_one_that_never_came_is_told_until_somebody_has_read_it(staff, session, at):
    room = MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=at)
    RecordingWatch.objects.create(meeting=room, state=RecordingWatch.State.MISSING, since=at)
    assert "Nie angekommen" in staff.get(url("index")).content.decode()

    staff.post(reverse("recording_office:tick_off"), {"meeting": room.public_id})
    assert "Nie angekommen" not in staff.get(url("index")).content.decode()


@pytest.mark.parametrize(
    ("days", "goes_on"), [(28, date(2026, 7, 24)), (7, date(2026, 7, 3))], ids=["as a rule", "sooner where said"]
)
def test_a_recording_goes_when_its_days_after_the_run_are_over(run, recording, at, days, goes_on):
    run.ends_on = date(2026, 6, 26)
    run.save()
    provider = run.course.provider
    provider.recording_days = days
    provider.save()
    noon = at.replace(month=goes_on.month, day=goes_on.day)
    assert acting.delete_expired(at=noon - timedelta(days=1)) == 0
    assert acting.delete_expired(at=noon) == 1

    recording.refresh_from_db()
    assert (recording.state, recording.deletion_reason) == (RecordingState.DELETING, DeletionReason.EXPIRED)


def test_what_belongs_to_no_session_goes_too(recording, at):
    Meeting.objects.update(context_key="00000000-0000-0000-0000-000000000001")
    assert acting.delete_expired(at=recording.found_at + timedelta(days=27)) == 0
    assert acting.delete_expired(at=recording.found_at + timedelta(days=28)) == 1


def test_calling_a_session_off_deletes_what_was_recorded(session, trainer, recording, at):
    session_changes.cancel_session(session=session, reason="krank", by=trainer, at=at)

    recording.refresh_from_db()
    assert (recording.state, recording.deletion_reason) == (RecordingState.DELETING, DeletionReason.CALLED_OFF)


@pytest.mark.parametrize(("act", "why"), [("cancel", DeletionReason.CALLED_OFF), ("archive", DeletionReason.ARCHIVED)])
def test_calling_a_run_off_or_putting_it_away_deletes_past_sessions_too(run, session, trainer, recording, at, act, why):
    later = session.ends_at + timedelta(days=1)
    if act == "cancel":
        runs.cancel_run(run=run, reason="zu wenige", by=trainer, at=later)
    else:
        runs.archive_run(run=run, by=trainer, at=later)

    recording.refresh_from_db()
    assert (recording.state, recording.deletion_reason) == (RecordingState.DELETING, why)


@pytest.mark.parametrize(("days", "is_refused"), [("29", True), ("28", False), ("7", False), ("0", True)])
def test_a_provider_may_delete_sooner_and_never_later(run, days, is_refused):
    form = ProviderForm({"name": "Träger", "recording_days": days}, instance=run.course.provider)

    assert ("recording_days" in form.errors) == is_refused
