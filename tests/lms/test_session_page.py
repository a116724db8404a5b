"""The page of a session: what it shows when, how one comes in, and that nothing about the address stays anywhere."""

import re
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from live_sessions.bbb import named
from live_sessions.models import Meeting
from privacy.models import AuditEntry
from tests.factories.live_sessions import ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.live_sessions.wire import speaking, success

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
