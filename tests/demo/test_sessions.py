"""Live sessions of the demo: one is on whenever somebody looks, one is this evening, and two were."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from bbb_standin.options import Options
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from certificates.models import Certificate
from courses.models import RunSession
from courses.rules import BERLIN
from demo import evening_walk
from demo import standin as beside
from demo.content import adaptation
from demo.content.timetable import EVENING_PEOPLE, SLOTS
from demo.furnish import conference, courses, houses, indexing, learning, people, sessions
from demo.tasks import keep_sessions
from jobs.actions import run_due
from jobs.models import Job
from live_sessions.actions import receiving
from live_sessions.callbacks import analytics
from live_sessions.consents import standing_text
from live_sessions.models import Meeting, Participant, Recording, RecordingState, Server
from lms.actions import attendance, joining
from lms.models import HoursEntry, SessionAttendance
from notifications.models import Letter

pytestmark = pytest.mark.django_db

SECRET = "a secret of the tests"
STATION_URL = re.compile(r'action="(/../demo/gang/live/[^/"]+/[^/"]+/)"')
KEPT = (RunSession, Meeting, Recording, HoursEntry, Certificate, Letter)


def furnish_evenings(standin, at):
    """Furnish what live sessions need: the people, the one course that is taught at dates, and the server."""
    text = adaptation.EXPERT_TALK
    with indexing.once():
        networks = houses.networks(at)
        providers = houses.providers(networks, at)
        crowd = people.everybody(providers, networks, houses.employers(at), at)
        course = courses.course(text, providers[text.provider], crowd.trainer(text.provider), at)
        slots = [slot for slot in SLOTS if slot.course == text.slug]
        learning.keep_runs(text, course, slots, crowd=crowd, at=at)
    conference.standin(by=crowd.people["alexander"], at=at)
    conference.consent_texts(by=crowd.people["alexander"], at=at)
    return crowd


@pytest.fixture(scope="module")
def begun(ready_fonts, django_db_setup, django_db_blocker):
    """The stand-in, the demo's people and the moment it began; furnished once for all tests of this file."""
    at = timezone.now()
    cache.clear()
    with (
        serving(Standin(Options(secret=SECRET, port=0, end_ms=50, analytics_delay_ms=0))) as server,
        override_settings(DEMO_STANDIN=f"{server.standin.options.origin}/bigbluebutton/#{SECRET}", BBB_ALLOW_HTTP=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        crowd = furnish_evenings(server.standin, at)
        keep(at)
        yield server.standin, crowd.people, at
        transaction.set_rollback(True)


@pytest.fixture
def standin(begun):
    return begun[0]


@pytest.fixture
def crowd(begun):
    return begun[1]


@pytest.fixture
def at(begun):
    return begun[2]


def keep(at):
    sessions.keep(at=at)
    run_due(at=at)


def on_at(at):
    found = RunSession.objects.standing().filter(title="Offener Übungsraum", starts_at__lte=at, ends_at__gt=at)
    return found.order_by("starts_at").last()


def room_of(session):
    return Meeting.objects.live().filter(context_key=session.context_key).first()


def coming_in(standin, session):
    """Return the people of the platform whom the stand-in has let into the room of the session, or is about to."""
    meeting = standin.world.find(str(room_of(session).meeting_id))
    with standin.lock:
        standin.step()
        ids = {visit.external_id for visit in meeting.visits.values()}
    return set(Participant.objects.filter(external_id__in=ids).values_list("user__username", flat=True))


def attended(title):
    rows = SessionAttendance.objects.filter(session__title=title)
    return dict(rows.values_list("enrolment__learner__username", "status"))


def test_a_session_is_on_with_people_in_it_but_without_her_whom_a_visitor_may_be(begun, standin, at):
    assert coming_in(standin, on_at(at)) == {"olena", "marisol", "amara", "farid"}


def test_keeping_again_keeps_what_is_there(begun, at):
    before = [model.objects.count() for model in KEPT]
    keep(at + timedelta(minutes=1))
    assert [model.objects.count() for model in KEPT] == before


def test_shortly_before_its_end_the_next_one_is_on(begun, standin, at):
    later = on_at(at).ends_at - timedelta(minutes=19)
    keep(later)
    assert on_at(later).ends_at - later > timedelta(hours=2)
    assert room_of(on_at(later)) is not None


def test_next_week_one_is_on_and_nothing_waits_from_before(begun, at):
    later = at + timedelta(days=7)
    keep(later)
    assert on_at(later) is not None
    old = RunSession.objects.filter(ends_at__lt=later - sessions.FORGOTTEN)
    assert old.exists()
    assert not old.filter(confirmed_at=None).exists()


def test_when_a_visitor_ended_it_another_one_is_on(begun, crowd, at):
    first = on_at(at)
    joining.end_for_everybody(session=first, by=crowd["petra"], at=at + timedelta(minutes=5))
    keep(at + timedelta(minutes=6))
    assert on_at(at + timedelta(minutes=6)).pk != first.pk
    assert room_of(first) is None


def test_when_the_stand_in_began_anew_the_room_is_open_again_with_its_people(begun, standin, at):
    before = room_of(on_at(at))
    with standin.lock:
        standin.restart()
    keep(at + timedelta(minutes=1))
    assert room_of(on_at(at)).pk != before.pk
    assert coming_in(standin, on_at(at)) == {"olena", "marisol", "amara", "farid"}


def test_one_is_this_evening_in_a_series_and_people_were_reminded(begun, at):
    coming = RunSession.objects.filter(title="Sprechstunde am Abend").order_by("starts_at")
    assert timedelta(minutes=30) <= coming[0].starts_at - at <= timedelta(hours=25)
    assert {one.starts_at.astimezone(BERLIN).hour for one in coming} == {19}
    assert (len(coming), len({one.series_id for one in coming})) == (4, 1)
    if coming[0].starts_at - at <= timedelta(hours=24):
        reminded = Letter.objects.filter(event="session_reminder", state="sent")
        assert set(reminded.values_list("recipient__username", "language")) == {("samira", "ar"), ("petra", "de")}


def test_the_settled_evening_has_a_list_hours_and_certificates(begun):
    assert attended("Das Fachgespräch") == {
        "samira": "attended",
        "olena": "attended",
        "marisol": "attended",
        "amara": "attended",
        "farid": "partial",
        "zahra": "absent",
    }
    rows = SessionAttendance.objects.filter(session__title="Das Fachgespräch")
    assert all(row.is_exact for row in rows)
    present = {row.enrolment_id: row.present_seconds for row in rows if row.present_seconds}
    assert dict(HoursEntry.objects.values_list("enrolment", "seconds")) == present
    issued = Certificate.objects.filter(state="issued").values_list("holder__username", flat=True)
    assert set(issued) == {"samira", "olena", "marisol", "amara"}


def test_the_other_evening_waits_for_somebody_to_confirm_it(begun):
    assert set(attended("Wiederholung in kleiner Runde")) == set(EVENING_PEOPLE)
    waiting = RunSession.objects.get(title="Wiederholung in kleiner Runde")
    assert not waiting.is_confirmed


def test_one_recording_can_be_watched_and_one_can_be_released(begun):
    by_room = {one.meeting.context_key: one.state for one in Recording.objects.select_related("meeting")}
    told = dict(RunSession.objects.filter(context_key__in=by_room).values_list("title", "context_key"))
    assert {title: by_room[key] for title, key in told.items()} == {
        "Das Fachgespräch": RecordingState.RELEASED,
        "Wiederholung in kleiner Runde": RecordingState.READY,
    }


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_people_read_what_they_agree_to_in_their_language(begun, language):
    assert standing_text(language).language == language


def test_the_server_tells_by_itself_who_comes_and_goes(begun):
    server = Server.objects.get(name=conference.NAME)
    assert (bool(server.hook_id), server.hooks_error) == (True, "")


def test_no_job_failed(begun):
    assert not Job.objects.exclude(last_error="").exists()


def test_without_a_stand_in_there_are_dates_and_nobody_was_anywhere(begun, settings, at):
    settings.DEMO_STANDIN = ""
    later = at + timedelta(days=30)
    before = Meeting.objects.count()
    keep(later)
    assert on_at(later) is not None
    assert Meeting.objects.count() == before


def test_the_bell_of_each_minute_keeps_them_once(begun, settings):
    cache.clear()
    settings.DEMO_STANDIN = ""
    RunSession.objects.filter(title="Offener Übungsraum").update(title="Ein anderer")
    keep_sessions()
    RunSession.objects.filter(title="Offener Übungsraum").update(title="Ein anderer")
    keep_sessions()
    assert RunSession.objects.filter(title="Offener Übungsraum").count() == 0


# The walk through an evening of one's own


def walk_begins(client, language="de"):
    answer = client.post(f"/{language}/demo/gang/live/beginnen/")
    session = RunSession.objects.order_by("pk").last()
    assert answer.url == f"/{language}/demo/gang/live/{session.public_id}/"
    return session


def test_each_visitor_gets_an_evening_of_their_own_with_somebody_in_it(begun, client, standin):
    first, second = walk_begins(client), walk_begins(client, "ar")
    assert first.run_id != second.run_id
    assert coming_in(standin, second) == {"olena"}
    assert evening_walk.guest_of(second).preferred_language == "ar"


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_stations_can_be_read_in_each_language(begun, client, language):
    page = client.get(f"/{language}/demo/gang/live/{walk_begins(client).public_id}/")
    assert [client.post(url).status_code for url in STATION_URL.findall(page.text)] == [302] * 5


def test_a_visitor_changes_shoes_from_station_to_station(begun, client):
    session = walk_begins(client)
    for key, path in (("lernen", "/de/termine/"), ("leiten", "/de/termine/"), ("liste", "/admin/")):
        answer = client.post(f"/de/demo/gang/live/{session.public_id}/{key}/")
        assert answer.url.startswith(path)
        assert client.get(answer.url).status_code == HTTPStatus.OK


def test_the_trainer_reads_what_the_visitor_reads_and_the_learner_her_own_language(begun, client):
    session = walk_begins(client, "ar")
    for language, key, path in (("de", "leiten", "/de/"), ("ar", "leiten", "/ar/"), ("de", "lernen", "/ar/")):
        answer = client.post(f"/{language}/demo/gang/live/{session.public_id}/{key}/")
        assert answer.url == f"{path}termine/{session.public_id}/"


def test_the_way_to_the_recording_waits_until_it_is_the_visitors_own(begun, client, crowd, standin):
    session = walk_begins(client)
    address = client.post(f"/de/demo/gang/live/{session.public_id}/freigeben/").url
    assert "Der Termin läuft noch" in client.get(address).text

    at = session.starts_at + timedelta(minutes=3)
    meeting = room_of(session)
    joining.end_for_everybody(session=session, by=crowd["petra"], at=at)
    assert "bereitet die Aufzeichnung noch auf" in client.get(address).text

    recording = Recording.objects.create(
        provider=meeting.provider, meeting=meeting, record_id="r-1", state="processing", found_at=at, seen_at=at
    )
    assert client.get(address).status_code == HTTPStatus.OK
    Recording.objects.filter(pk=recording.pk).update(state="ready")
    answer = client.get(address)
    assert answer.url == reverse("recording_office:detail", args=[recording.public_id])
    assert client.get(answer.url).status_code == HTTPStatus.OK


def test_without_a_conference_server_nothing_is_waited_for(begun, client, settings):
    session = walk_begins(client)
    settings.DEMO_STANDIN = ""
    page = client.get(f"/de/demo/gang/live/{session.public_id}/aufzeichnung/").text
    assert "kein Konferenzserver" in page
    assert "look_again" not in page


def test_nobody_walks_in_a_session_that_is_no_visitors(begun, client, at):
    assert client.get(f"/de/demo/gang/live/{on_at(at).public_id}/").status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"/de/demo/gang/live/{on_at(at).public_id}/leiten/").status_code == HTTPStatus.NOT_FOUND


def test_within_a_minute_of_the_end_there_are_hours_and_a_certificate(begun, client, crowd):
    session = walk_begins(client)
    guest, trainer, begins = evening_walk.guest_of(session), crowd["petra"], session.starts_at
    ends, room = begins + timedelta(minutes=3), room_of(session)
    people = sessions.let_in(session, room, [guest, crowd["olena"]], at=begins)
    told = beside.play_evening(room.meeting_id, people, begins=begins, ends=ends, seed=1)
    joining.end_for_everybody(session=session, by=trainer, at=ends)
    receiving.analytics_told(meeting=room, report=analytics.read(told), sha256="0" * 64, at=ends)
    run_due(at=ends + timedelta(seconds=20))
    attendance.confirm(session=session, ends_at=ends, by=trainer, at=ends + timedelta(seconds=30))
    run_due(at=ends + timedelta(minutes=1))
    rows = SessionAttendance.objects.filter(session=session)
    there = dict(rows.values_list("enrolment__learner__username", "status"))
    assert there == {guest.username: "attended", "olena": "attended", "zahra": "absent"}
    assert Certificate.objects.get(holder=guest).state == "issued"
    assert 60 < HoursEntry.objects.get(enrolment__learner=guest).seconds <= 180
