"""Learners are asked before they are recorded, lose nothing by a No, and see what was released to their run only."""

import re
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from live_sessions import consents
from live_sessions.actions import consents as acting
from live_sessions.attendance import attendance
from live_sessions.bbb import named
from live_sessions.models import (
    AttendanceInterval,
    Attention,
    Meeting,
    Participant,
    RecordingConsent,
    RecordingFormat,
    RecordingState,
    RecordingWatch,
)
from lms.actions import enrolments
from lms.models import Enrolment
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.live_sessions import MeetingFactory, RecordingFactory, ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.live_sessions.wire import answer, speaking, success

pytestmark = pytest.mark.django_db
PLAYS = "https://bbb.example/playback/presentation/2.3/geheim-1"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def run():
    return run_in("NI", ends_on=timezone.localdate() + timedelta(days=30))


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def session(run, trainer):
    """Return a session that may be recorded and began five minutes ago."""
    found = planned(run, trainer, recording_policy="allowed")
    found.starts_at = timezone.now() - timedelta(minutes=5)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    found.save()
    return found


@pytest.fixture
def learner(run):
    return enrolled(run, UserFactory(full_name="Amina Vorname")).learner


def url(name, session):
    return reverse(f"lms:{name}", args=[session.public_id])


@contextmanager
def room_server():
    with speaking(success("<internalMeetingID>i</internalMeetingID><createTime>1700000000000</createTime>")) as wire:
        ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/")
        yield wire


def way_in(client, session, **given):
    """Press the button and follow the page that leads on; return what the server is asked."""
    page = client.post(url("session_join", session), given)
    assert page.status_code == 200
    led = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    return parse_qs(urlsplit(client.get(led[1]).headers["Location"]).query)


def say(client, session, answered):
    text = consents.standing_text("de").public_id
    return client.post(url("recording_consent", session), {"answer": answered, "text": text})


def open_by(client, session, trainer):
    client.force_login(trainer)
    return way_in(client, session)


def test_a_learner_is_asked_first_and_a_yes_leads_in_under_their_name(client, session, trainer, learner):
    with room_server() as wire:
        open_by(client, session, trainer)
        client.force_login(learner)
        page = client.get(url("session", session)).content.decode()
        assert "Dürfen wir Sie aufzeichnen?" in page
        assert client.post(url("session_join", session)).status_code == 302  # the answer comes first
        assert say(client, session, "yes").status_code == 302
        asked = way_in(client, session)

    created = parse_qs(urlsplit(wire.heard[0].target).query)
    assert (created["record"], created["allowStartStopRecording"], created["autoStartRecording"]) == (
        ["true"],
        ["true"],
        ["false"],
    )
    assert created["notifyRecordingIsOn"] == ["true"]
    assert asked["fullName"] == ["Amina Vorname"]
    assert RecordingWatch.objects.get().meeting == Meeting.objects.get()


def test_whoever_refuses_comes_in_unseen_under_a_number_and_their_hours_count(client, session, trainer, learner):
    with room_server():
        open_by(client, session, trainer)
        client.force_login(learner)
        say(client, session, "no")
        page = client.get(url("session", session)).content.decode()
        asked = way_in(client, session, choice="all")

    assert "Teilnehmer*in 1" in page
    assert asked["fullName"] == ["Teilnehmer*in 1"]
    unseen = ("enable_video", "record_video", "enable_screen_sharing", "force_listen_only")
    assert [asked[f"userdata-bbb_{name}"] for name in unseen] == [["false"], ["false"], ["false"], ["true"]]
    assert asked["role"] == ["VIEWER"]
    assert Participant.objects.get(user=learner).external_id == asked["userID"][0]  # hours are counted by this


def test_the_trainer_is_not_asked(client, session, trainer):
    with room_server():
        asked = open_by(client, session, trainer)
        assert "Dürfen wir Sie aufzeichnen?" not in client.get(url("session", session)).content.decode()
    assert asked["role"] == ["MODERATOR"]
    assert client.get(url("recording_consent", session)).status_code == 404


def test_nobody_is_asked_where_nothing_is_recorded(client, session, learner):
    session.recording_policy = "never"
    session.save()
    client.force_login(learner)

    assert "Dürfen wir Sie aufzeichnen?" not in client.get(url("session", session)).content.decode()
    assert client.get(url("recording_consent", session)).status_code == 404


def test_neither_answer_is_chosen_beforehand_and_one_is_needed(client, session, learner):
    client.force_login(learner)
    page = client.get(url("recording_consent", session)).content.decode()
    assert len(re.findall(r'name="answer"', page)) == 2
    assert " checked" not in page

    refused = client.post(url("recording_consent", session), {"text": consents.standing_text("de").public_id})
    assert refused.status_code == 422
    assert "Bitte wählen Sie Ja oder Nein." in refused.content.decode()
    assert not RecordingConsent.objects.exists()


def test_the_german_text_is_shown_as_german_until_a_translation_is_released(client, session, learner):
    client.force_login(learner)
    page = client.get(url("recording_consent", session).replace("/de/", "/ar/", 1)).content.decode()

    assert 'lang="de" dir="auto"' in page
    assert "Live-Sitzungen können aufgezeichnet werden." in page


def test_strangers_and_those_who_left_are_not_asked(client, session, run, learner):
    client.force_login(UserFactory())
    assert client.get(url("recording_consent", session)).status_code == 404

    enrolments.withdraw(enrolment=Enrolment.objects.get(learner=learner), reason="", by=learner, at=timezone.now())
    client.force_login(learner)
    assert client.get(url("recording_consent", session)).status_code == 404


@pytest.fixture
def recording(session):
    """Return a released recording of the session with two formats, one of them for staff."""
    room = MeetingFactory(
        context_key=session.context_key,
        provider=session.provider,
        requested_at=session.starts_at,
        ended_at=timezone.now(),
        ended_by="person",
        state="ended",
    )
    found = RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=timezone.now())
    RecordingFormat.objects.create(recording=found, kind="presentation", minutes=63, size_bytes=130_000_000)
    RecordingFormat.objects.create(recording=found, kind="statistics", minutes=63)
    return found


def play(recording, kind="presentation"):
    return reverse("lms:play_recording", args=[recording.public_id, kind])


def listed_by(client, session):
    return "Mit Folien ansehen" in client.get(url("session", session)).content.decode()


def told(recording, playback=PLAYS):
    """Say what a server says about one recording."""
    return success(
        f"<recordings><recording><recordID>{recording.record_id}</recordID><meetingID>m</meetingID>"
        f"<state>published</state><playback><format><type>presentation</type><url>{playback}</url>"
        "<length>63</length></format></playback></recording></recordings>"
    )


def serve(recording, wire):
    server = recording.meeting.server
    server.base_url = f"{wire.url}/bigbluebutton/api/"
    server.save()


def test_a_released_recording_is_listed_with_what_it_costs_and_without_its_address(client, session, recording, learner):
    client.force_login(learner)
    page = client.get(url("session", session)).content.decode()

    assert "63 Minuten" in page
    assert "124,0" in page  # megabytes
    assert "statistics" not in page
    assert "playback" not in page
    enrolment = Enrolment.objects.get(learner=learner)
    assert "Mit Folien ansehen" in client.get(reverse("lms:recordings", args=[enrolment.public_id])).content.decode()
    assert (
        "Aufzeichnungen der Live-Sitzungen"
        in client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    )


def test_playing_leads_to_the_address_that_the_server_tells_now(client, recording, learner, caplog):
    client.force_login(learner)
    with speaking(told(recording)) as wire:
        serve(recording, wire)
        response = client.get(play(recording))

    assert (response.status_code, response.headers["Location"]) == (302, PLAYS)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "geheim-1" not in caplog.text


@pytest.mark.parametrize(
    "word",
    [
        answer(b"<html>502</html>", status="502 Bad Gateway"),
        success("<recordings></recordings>"),
        answer(b"nothing of use"),
    ],
)
def test_a_server_that_does_not_play_it_gives_a_page_that_says_what_to_do(client, recording, learner, word):
    client.force_login(learner)
    with speaking(word) as wire:
        serve(recording, wire)
        response = client.get(play(recording))

    assert response.status_code == 503
    assert "gerade nicht erreichbar" in response.content.decode()


def test_an_address_that_is_none_is_not_followed(client, recording, learner):
    client.force_login(learner)
    with speaking(told(recording, playback="javascript:alert(1)")) as wire:
        serve(recording, wire)
        assert client.get(play(recording)).status_code == 503


def test_formats_about_people_are_not_for_learners(client, recording, learner):
    client.force_login(learner)
    assert client.get(play(recording, "statistics")).status_code == 404


@pytest.mark.parametrize("state", ["processing", "ready", "hidden", "deleting"])
def test_what_is_not_released_does_not_exist_for_learners(client, session, recording, learner, state):
    recording.state = state
    if state == "deleting":
        recording.deletion_wanted_at, recording.deletion_reason = timezone.now(), "person"
    recording.save()
    client.force_login(learner)

    assert not listed_by(client, session)
    assert client.get(play(recording)).status_code == 404


def test_another_run_of_the_course_sees_nothing(client, run, recording):
    other = run_in("BY", course=run.course)
    client.force_login(enrolled(other).learner)

    assert client.get(play(recording)).status_code == 404


def test_after_its_last_day_a_recording_is_gone_whatever_the_server_does(client, session, run, recording, learner):
    client.force_login(learner)
    assert listed_by(client, session)
    run.ends_on = timezone.localdate() - timedelta(days=7)
    run.save()
    provider = run.course.provider
    provider.recording_days = 7
    provider.save()

    assert not listed_by(client, session)
    assert client.get(play(recording)).status_code == 404


def test_taking_a_consent_back_hides_the_recording_at_once(client, session, recording, learner):
    client.force_login(learner)
    say(client, session, "yes")
    say(client, session, "no")

    recording.refresh_from_db()
    assert (recording.state, recording.attention) == (RecordingState.HIDDEN, Attention.WITHDRAWN)
    assert not listed_by(client, session)


def test_who_teaches_hears_of_a_consent_taken_back_and_not_whose(client, session, recording, learner, trainer):
    client.force_login(learner)
    for answered in ("yes", "no", "no"):
        say(client, session, answered)
    letter = Letter.objects.get(event="recording_consent_withdrawn")
    assert letter.recipient == trainer
    assert "Amina" not in str(letter.context)


def test_a_consent_taken_back_before_the_room_was_open_is_no_letter(client, session, learner):
    client.force_login(learner)
    say(client, session, "yes")
    say(client, session, "no")
    assert not Letter.objects.filter(event="recording_consent_withdrawn").exists()


def switched_off(client, session):
    return client.post(reverse("session_office:record_no", args=[session.public_id]), follow=True)


def test_one_click_switches_recording_off_before_the_room_is_open(client, session, trainer, learner):
    client.force_login(trainer)
    assert "Nicht aufzeichnen" in client.get(url("session", session)).content.decode()
    body = switched_off(client, session).content.decode()
    assert "Dieser Termin wird nicht aufgezeichnet." in body
    assert "Nicht aufzeichnen" not in body
    assert AuditEntry.objects.filter(action="courses.session_recording_switched_off").count() == 1
    switched_off(client, session)
    assert AuditEntry.objects.filter(action="courses.session_recording_switched_off").count() == 1
    client.force_login(learner)
    assert "Dürfen wir Sie aufzeichnen?" not in client.get(url("session", session)).content.decode()


def test_once_the_room_is_open_it_is_too_late_and_learners_never_may(client, session, trainer, learner):
    client.force_login(learner)
    switched_off(client, session)
    session.refresh_from_db()
    assert session.may_be_recorded
    MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=timezone.now())
    client.force_login(trainer)
    assert "Nicht aufzeichnen" not in client.get(url("session", session)).content.decode()
    assert "Der Raum ist schon offen." in switched_off(client, session).content.decode()
    session.refresh_from_db()
    assert session.may_be_recorded


def test_the_list_costs_the_same_for_one_recording_and_for_three(
    client, session, run, trainer, recording, learner, django_assert_num_queries
):
    enrolment = Enrolment.objects.get(learner=learner)
    address = reverse("lms:recordings", args=[enrolment.public_id])
    client.force_login(learner)
    client.get(address)
    with django_assert_num_queries(11) as one:
        client.get(address)
    for _number in range(2):
        room = MeetingFactory(
            context_key=session.context_key, provider=session.provider, server=recording.meeting.server,
            requested_at=timezone.now(), ended_at=timezone.now(), ended_by="person", state="ended",
        )  # fmt: skip
        more = RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=timezone.now())
        RecordingFormat.objects.create(recording=more, kind="video")
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("<article") == 3


def test_presence_of_whoever_refused_is_counted_like_everybodys(session, learner, at):
    room = MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=at)
    person = Participant.objects.create(
        provider=room.provider, context_key=room.context_key, user=learner, first_let_in_at=at
    )
    acting.decide(
        context_key=room.context_key,
        provider=room.provider,
        user=learner,
        text=consents.standing_text("de"),
        lets_record=False,
        at=at,
    )
    stay = {"meeting": room, "participant": person, "external_id": person.external_id, "source": "poll"}
    AttendanceInterval.objects.create(**stay, joined_at=at, left_at=at + timedelta(minutes=10))

    found = attendance(context_key=room.context_key, starts_at=at, ends_at=at + timedelta(minutes=90))
    assert found.by_user[learner.pk].seconds == 600
