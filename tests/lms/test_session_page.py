"""The page of a session: what it shows when, how one comes in, and that nothing about the address stays anywhere."""

import re
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import RunSession
from courses.queries import session_day, session_time
from live_sessions.actions import meetings
from live_sessions.bbb import named
from live_sessions.bbb.client import Role
from live_sessions.models import Meeting, MeetingEnd, MeetingState
from lms.queries import joining
from lms.room_choices import CHOICES
from privacy.models import AuditEntry
from tests.clients import SignedInClient
from tests.factories.live_sessions import MeetingFactory, ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.live_sessions.wire import answer, speaking, success

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run, full_name="Frau Berg")


@pytest.fixture
def session(run, trainer):
    return on_now(planned(run, trainer))


@pytest.fixture
def learner(run):
    return enrolled(run).learner


def on_now(session, *, minutes=-5):
    """Move the session so that it began five minutes ago: views have no clock to set."""
    session.starts_at = timezone.now() + timedelta(minutes=minutes)
    session.ends_at = session.starts_at + timedelta(minutes=90)
    session.save()
    return session


def url(name, session):
    return reverse(f"lms:session{name}", args=[session.public_id])


def scene_of(client, session):
    return client.get(url("_standing", session)).json()["scene"]


@contextmanager
def room_server(session):
    """Serve a room of which `create` always tells the same."""
    with speaking(success("<internalMeetingID>i</internalMeetingID><createTime>1700000000000</createTime>")) as wire:
        ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/")
        yield wire


def way_in(client, session, **given):
    """Press the button and follow the page that leads on; return the answer that leaves our site."""
    page = client.post(url("_join", session), given)
    assert page.status_code == 200
    led = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    return client.get(led[1])


def test_learner_waits_until_the_trainer_comes_and_both_are_led_into_one_room(client, session, trainer, learner):
    client.force_login(learner)
    assert scene_of(client, session) == "waiting"
    assert "Gleich geht es los" in client.get(url("", session)).content.decode()
    with room_server(session):
        assert client.post(url("_join", session)).status_code == 302  # nothing to go into yet
        client.force_login(trainer)
        assert scene_of(client, session) == "may_open"
        led = way_in(client, session)
        client.force_login(learner)
        assert scene_of(client, session) == "ready"
        followed = way_in(client, session, choice="listen")
    asked = [parse_qs(urlsplit(one.headers["Location"]).query) for one in (led, followed)]
    room = Meeting.objects.get()
    assert [one["role"] for one in asked] == [["MODERATOR"], ["VIEWER"]]
    assert {one["meetingID"][0] for one in asked} == {str(room.meeting_id)}
    assert asked[1]["userdata-bbb_override_default_locale"] == ["de"]
    assert asked[1]["userdata-bbb_force_listen_only"] == ["true"]
    assert AuditEntry.objects.filter(action="lms.room_opened").count() == 1


def test_an_address_leads_in_once_and_is_in_no_page_and_no_history(client, session, trainer):
    client.force_login(trainer)
    with room_server(session):
        page = client.post(url("_join", session))
        led = client.get(url("_go_in", session))
        second = client.get(url("_go_in", session))
    assert "bigbluebutton" not in page.content.decode()
    assert led.headers["Location"].startswith("http://127.0.0.1:")
    for answered in (page, led):
        assert answered.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answered.headers["Cache-Control"]
    assert second.headers["Location"] == url("", session)


def test_no_log_line_holds_the_address_or_its_parts(client, session, trainer, caplog):
    caplog.set_level("DEBUG")
    client.force_login(trainer)
    with room_server(session):
        address = way_in(client, session).headers["Location"]
    asked = parse_qs(urlsplit(address).query)
    told = "\n".join(f"{line.getMessage()} {line.__dict__}" for line in caplog.records)
    assert told
    assert not [name for name in ("checksum", "userID", "fullName") if asked[name][0] in told]


@pytest.mark.parametrize("step", ["_join", "_end"])
def test_acts_need_the_token_of_the_page(session, trainer, step):
    strict = SignedInClient(enforce_csrf_checks=True)
    strict.force_login(trainer)
    assert strict.post(url(step, session)).status_code == 403


def test_a_short_address_without_the_button_leads_back(client, session, trainer, learner):
    client.force_login(trainer)
    assert client.get(url("_go_in", session)).headers["Location"] == url("", session)
    with room_server(session):
        client.post(url("_join", session))
        RunSession.objects.filter(pk=session.pk).update(
            state="cancelled", cancelled_at=timezone.now(), cancel_reason="Krank"
        )
        assert client.get(url("_go_in", session)).headers["Location"] == url("", session)


def test_strangers_and_people_of_other_runs_find_no_page(client, session):
    client.force_login(enrolled(run_in("HB")).learner)
    assert {client.get(url(name, session)).status_code for name in ("", "_standing", "_end")} == {404}
    assert client.post(url("_join", session)).status_code == 404


@pytest.mark.parametrize(
    ("change", "scene", "words"),
    [
        ({"minutes": 60}, "too_early", "Es ist noch zu früh"),
        ({"minutes": -120}, "over", "Dieser Termin ist vorbei"),
        ({"state": "cancelled", "cancel_reason": "Die Dozentin ist krank."}, "cancelled", "Die Dozentin ist krank."),
        ({"mode": "on_site", "place": "Raum 2"}, "on_site", "Raum 2"),
        ({"opens_without_staff": True}, "may_open", "Sie können hinein"),
        ({}, "waiting", "noch nicht geöffnet"),
    ],
)
def test_the_page_says_what_holds_now(client, session, learner, change, scene, words):
    on_now(session, minutes=change.pop("minutes", -5))
    values = {"cancelled_at": timezone.now(), **change} if "state" in change else change
    RunSession.objects.filter(pk=session.pk).update(**values)
    client.force_login(learner)
    page = client.get(url("", session)).content.decode()
    assert (f'data-scene="{scene}"' in page, words in page, scene_of(client, session)) == (True, True, scene)


@pytest.mark.parametrize(
    ("change", "minutes", "again"),
    [({}, -5, 20), ({"state": "cancelled", "cancel_reason": "Krank"}, -5, None), ({}, -300, None)],
)
def test_without_script_the_page_of_who_waits_loads_itself_anew(client, session, learner, change, minutes, again):
    on_now(session, minutes=minutes)
    RunSession.objects.filter(pk=session.pk).update(**change, cancelled_at=timezone.now() if change else None)
    client.force_login(learner)
    found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)">', client.get(url("", session)).text)
    assert (int(found[1]) if found else None) == again


def test_too_early_without_script_the_page_comes_back_when_the_room_opens(session):
    door = joining.Door(joining.DoorState.TOO_EARLY, Role.VIEWER, session.starts_at, session.ends_at)
    waits = [
        joining.looks_again_in(joining.Scene.TOO_EARLY, door, at=session.starts_at - timedelta(seconds=left))
        for left in (5, 600, 90_000)
    ]
    assert waits == [20, 601, 3600]


def test_who_waits_reads_how_much_data_each_way_takes(client, session, learner):
    client.force_login(learner)
    page = client.get(url("", session)).text
    assert [f"Etwa {one.megabytes} MB" in page for one in CHOICES] == [True] * len(CHOICES)


@pytest.mark.parametrize(
    ("mode", "words"),
    [("hybrid", "Sie können auch vor Ort dabei sein:"), ("on_site", "Ist im Raum ein Code zu sehen?")],
)
def test_who_can_come_to_a_house_reads_where_and_how(client, session, learner, mode, words):
    RunSession.objects.filter(pk=session.pk).update(mode=mode, place="Raum 2")
    client.force_login(learner)
    page = client.get(url("", session)).text
    assert (words in page, "Raum 2" in page) == (True, True)


@pytest.mark.parametrize(("language", "comma"), [("de", ","), ("ar", "،")])
def test_day_and_times_are_one_line_each_with_the_comma_of_the_language(client, session, learner, language, comma):
    client.force_login(learner)
    with override(language):
        page = client.get(url("", session)).text
        wall, day = session_time(session), session_day(session)
    assert re.search(rf'{day}{comma} <span class="unbroken">[^<]*{wall}[^<]*</span>', page)
    assert comma in day


def test_full_says_so_before_and_after_the_server_is_asked(client, run, trainer):
    session = on_now(planned(run, trainer, capacity=1))
    first, second = enrolled(run).learner, enrolled(run).learner
    with room_server(session):
        client.force_login(trainer)
        client.post(url("_join", session))
        client.force_login(second)
        assert scene_of(client, session) == "ready"
        client.force_login(first)
        assert client.post(url("_join", session)).status_code == 200
    client.force_login(second)
    assert "Alle Plätze sind besetzt" in client.get(url("", session)).content.decode()
    assert client.post(url("_join", session)).headers["Location"] == url("", session)


def test_what_a_server_gives_as_reason_is_told_in_our_words(client, session, learner):
    client.force_login(learner)
    page = url("", session) + '?errors=[{"key":"%s","message":"<b>raw</b>"}]'
    texts = [client.get(page % key).content.decode() for key in ("maxParticipantsReached", "mismatchCreateTimeParam")]
    odd = client.get(url("", session) + "?errors=[1]")
    assert ("Der Raum ist voll" in texts[0], "noch einmal hinein" in texts[1]) == (True, True)
    assert (odd.status_code, any("<b>raw" in text for text in texts)) == (200, False)


enough = threading.Event()  # waited for: a test ends the silence of its server


def hang(line, _heard):
    enough.wait(60)


def reset(line, _heard):
    line.close()


@pytest.mark.parametrize(
    "says",
    [hang, answer(b"<html>500</html>", status="500 Oops"), answer(b"<html>Wartung</html>"), reset, success("<a")],
    ids=["hangs", "500", "HTML", "reset", "broken XML"],
)
def test_whatever_the_server_does_the_answer_comes_in_time_and_says_when_to_try_again(
    client, session, trainer, monkeypatch, says
):
    monkeypatch.setattr(meetings, "BUDGET_SECONDS", 1.5)
    enough.clear()
    client.force_login(trainer)
    with speaking(says) as wire:
        ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/")
        begin = time.monotonic()
        away = client.post(url("_join", session), {"choice": "low"})
        took = time.monotonic() - begin
        heard = len(wire.heard)
        again = client.post(url("_join", session))
        assert len(wire.heard) == heard  # the second click keeps no worker busy
        enough.set()
    text = away.content.decode()
    assert (away.status_code, again.status_code, took < 8) == (503, 503, True)
    assert ("Der Server antwortet gerade nicht" in text, "Nächster Versuch um" in text) == (True, True)
    assert 'name="choice" value="low"' in text
    assert away.headers["Retry-After"] == "20"


def test_after_the_pause_the_server_is_asked_again(client, session, trainer):
    client.force_login(trainer)
    assert client.post(url("_join", session)).status_code == 503  # no server at all
    with room_server(session):
        cache.clear()
        assert client.post(url("_join", session)).status_code == 200


def test_drawing_the_pages_asks_no_server(client, session, trainer, learner):
    with room_server(session) as wire:
        for person in (trainer, learner):
            client.force_login(person)
            client.get(url("", session))
            client.get(url("_standing", session))
        client.get(url("_join", session))
        assert wire.heard == []


def test_whoever_presses_again_and_again_is_told_to_wait(client, session, trainer, settings):
    settings.JOIN_RATES = {"join": "2/5m/key"}
    client.force_login(trainer)
    with room_server(session):
        codes = [client.post(url("_join", session)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_staff_end_the_room_for_everybody_and_open_it_again(client, session, trainer, learner):
    client.force_login(trainer)
    with room_server(session):
        client.post(url("_join", session))
        assert "Für alle beenden?" in client.get(url("_end", session)).content.decode()
        client.post(url("_end", session))
        first = Meeting.objects.get()
        assert (first.state, first.ended_by) == (MeetingState.ENDED, MeetingEnd.PERSON)
        client.force_login(learner)
        assert scene_of(client, session) == "closed"
        assert client.get(url("_end", session)).status_code == 404
        client.force_login(trainer)
        assert client.post(url("_join", session)).status_code == 200
        client.force_login(learner)
        assert scene_of(client, session) == "ready"
    assert Meeting.objects.count() == 2
    entries = AuditEntry.objects.filter(action__in=("lms.room_opened", "live_sessions.room_ended"))
    assert list(entries.order_by("pk").values_list("action", "actor")) == [
        ("lms.room_opened", trainer.public_id),
        ("live_sessions.room_ended", trainer.public_id),
        ("lms.room_opened", trainer.public_id),
    ]


def test_who_has_ended_the_room_is_led_to_the_list(client, session, trainer):
    way = f'class="button" href="{reverse("attendance_office:page", args=[session.public_id])}"'
    client.force_login(trainer)
    with room_server(session):
        assert way not in client.get(url("", session)).text
        client.post(url("_join", session))
        client.post(url("_end", session))
    page = client.get(url("", session)).text
    assert way in page
    assert "Der Raum ist geschlossen" in page
    assert "Raum öffnen und hineingehen" in page


def test_a_room_that_cannot_be_ended_is_said_to_be_open_still(client, session, trainer):
    server = ServerFactory(base_url="http://127.0.0.1:9/bigbluebutton/api/")
    MeetingFactory(
        context_key=session.context_key, provider=session.provider, requested_at=timezone.now(), server=server
    )
    client.force_login(trainer)
    away = client.post(url("_end", session))
    assert (away.status_code, "Der Raum ist noch offen" in away.content.decode()) == (503, True)


def test_after_a_restart_of_the_server_everybody_is_led_into_the_new_meeting(client, session, trainer, learner):
    born = [success(f"<createTime>{moment}</createTime>") for moment in (1700000000000, 1700000099000)]
    client.force_login(trainer)
    with speaking(*born) as wire:
        ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/")
        before = parse_qs(urlsplit(way_in(client, session).headers["Location"]).query)
        client.force_login(learner)
        after = parse_qs(urlsplit(way_in(client, session).headers["Location"]).query)
        client.force_login(trainer)
        back = parse_qs(urlsplit(way_in(client, session).headers["Location"]).query)
    assert before["meetingID"] != after["meetingID"] == back["meetingID"]
    assert after["createTime"] == back["createTime"] == ["1700000099000"]


@pytest.mark.parametrize("who", ["trainer", "learner"])
def test_pages_take_a_fixed_number_of_queries(client, session, who, request, django_assert_max_num_queries):
    client.force_login(request.getfixturevalue(who))
    client.get(url("", session))
    with django_assert_max_num_queries(20):
        client.get(url("", session))
    with django_assert_max_num_queries(10):
        client.get(url("_standing", session))
