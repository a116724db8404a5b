"""Bringing a room to another server: who may, what it says before, and that nobody has to wait afterwards."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from courses.models import RunSession
from live_sessions.bbb import named
from live_sessions.models import Health, Meeting, MeetingState, Server
from lms.queries.rooms import room_lines, silent_rooms
from privacy.models import AuditEntry
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, ServerFactory, ServerPoolFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.live_sessions.wire import answer, speaking, success

pytestmark = pytest.mark.django_db
CREATED = success("<internalMeetingID>i</internalMeetingID><createTime>1700000000000</createTime>")
RUNS = success("<meetingID>x</meetingID><createTime>1700000000000</createTime><running>true</running>")
INDEX = reverse("rooms_office:index")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def session(run, trainer):
    session = planned(run, trainer)
    session.starts_at = timezone.now() - timedelta(minutes=5)
    session.ends_at = session.starts_at + timedelta(minutes=90)
    session.save()
    return session


@pytest.fixture
def pool():
    return ServerPoolFactory()


@contextmanager
def server(pool, *says, **values):
    with speaking(*says) as wire:
        yield ServerFactory(pool=pool, base_url=f"{wire.url}/bigbluebutton/api/", **values), wire


def room_on(session, where):
    return MeetingFactory(
        context_key=session.context_key, provider=session.provider, server=where, requested_at=session.starts_at
    )


def move_url(session):
    return reverse("rooms_office:move", args=[session.public_id])


def page_of(session):
    return reverse("lms:session", args=[session.public_id])


def browser_of(person):
    browser = SignedInClient()
    browser.force_login(person)
    return browser


BROKEN = answer(b"<html>Bad gateway</html>", "502 Bad Gateway", "text/html")


def test_the_person_who_leads_brings_a_room_off_a_silent_server_and_everybody_comes_in_at_once(
    session, trainer, run, pool
):
    learner = browser_of(enrolled(run).learner)
    cache.set(f"joining:pause:{session.public_id}", timezone.now() + timedelta(seconds=20))
    with server(pool, BROKEN, health=Health.OFFLINE) as (silent, _), server(pool, CREATED) as (other, _):
        old = room_on(session, silent)
        staff = browser_of(trainer)
        assert move_url(session) in staff.get(page_of(session)).content.decode()
        assert "Die Anwesenheit bis jetzt bleibt gezählt." in staff.get(move_url(session)).content.decode()
        answered = staff.post(move_url(session), follow=True)
        assert "auf einem anderen Server offen" in answered.content.decode()
        assert learner.post(reverse("lms:session_join", args=[session.public_id])).status_code == 200
    old.refresh_from_db()
    room = Meeting.objects.live().get()
    assert (old.state, room.server) == (MeetingState.DETACHED, other)
    told = AuditEntry.objects.get(action="lms.room_moved")
    assert (told.actor, told.details) == (trainer.public_id, {"from": silent.public_id, "to": other.public_id})


def test_a_server_that_answers_after_all_keeps_its_room(session, trainer, pool):
    with server(pool, RUNS, error_count=1) as (first, _), server(pool, CREATED) as (_second, wire):
        room_on(session, first)
        answered = browser_of(trainer).post(move_url(session), follow=True)
    assert "Der Server antwortet wieder" in answered.content.decode()
    assert (wire.heard, AuditEntry.objects.filter(action="lms.room_moved").count()) == ([], 0)


def test_without_another_server_the_page_says_that_nothing_has_changed(session, trainer, pool):
    with server(pool, BROKEN, health=Health.OFFLINE) as (silent, _):
        old = room_on(session, silent)
        answered = browser_of(trainer).post(move_url(session), follow=True)
    assert "Kein anderer Server nimmt den Raum jetzt auf." in answered.content.decode()
    old.refresh_from_db()
    assert old.state == MeetingState.OPEN


def test_who_looks_after_servers_moves_any_room_and_needs_no_place_at_the_provider(session, pool):
    admin = make_staff("administrator")
    with server(pool, BROKEN, health=Health.OFFLINE) as (silent, _), server(pool, CREATED):
        room_on(session, silent)
        shown = browser_of(admin).get(f"{INDEX}?server={silent.public_id}").content.decode()
        assert (move_url(session) in shown, page_of(session) in shown) == (True, False)
        answered = browser_of(admin).post(move_url(session))
    assert answered.headers["Location"] == INDEX
    link = f"{INDEX}?server={silent.public_id}"
    page = browser_of(admin).get(reverse("live_sessions_server", args=[silent.public_id]))
    assert link in page.content.decode()


@pytest.mark.parametrize("who", ["learner", "foreign trainer"])
def test_for_everybody_else_there_is_no_room_to_move(session, run, pool, who):
    room_on(session, ServerFactory(pool=pool, health=Health.OFFLINE))
    person = enrolled(run).learner if who == "learner" else make_staff("trainer")
    browser = browser_of(person)
    assert [browser.get(move_url(session)).status_code, browser.post(move_url(session)).status_code] in (
        [404, 404],
        [302, 302],  # to the door, for who may not enter the back office at all
    )
    assert page_of(session) not in browser.get(INDEX).content.decode()
    assert Meeting.objects.get().state == MeetingState.OPEN


def test_a_session_that_was_called_off_is_not_opened_again_elsewhere(session, trainer, pool):
    room_on(session, ServerFactory(pool=pool, health=Health.OFFLINE))
    RunSession.objects.update(state="cancelled", cancelled_at=timezone.now(), cancel_reason="Krank")
    answered = browser_of(trainer).post(move_url(session), follow=True)
    assert "kein Raum mehr offen" in answered.content.decode()
    assert Meeting.objects.get().state == MeetingState.OPEN


def test_nobody_offers_to_move_a_room_on_a_server_that_is_well_or_to_learners(session, trainer, run, pool):
    good = ServerFactory(pool=pool)
    room_on(session, good)
    assert move_url(session) not in browser_of(trainer).get(page_of(session)).content.decode()
    Server.objects.update(is_draining=True)
    assert "soll leer laufen" in browser_of(trainer).get(page_of(session)).content.decode()
    assert move_url(session) not in browser_of(enrolled(run).learner).get(page_of(session)).content.decode()


def test_the_list_of_rooms_costs_the_same_however_many_and_begins_with_those_in_trouble(
    run, trainer, pool, django_assert_num_queries
):
    firm, silent = ServerFactory(pool=pool), ServerFactory(pool=pool, error_count=2)
    sessions = [planned(run, trainer, day=timezone.localdate() + timedelta(days=days)) for days in (3, 4, 5)]
    for session, where in zip(sessions, (firm, firm, silent), strict=True):
        room_on(session, where)
    room_lines(trainer)  # what a person may do is asked once
    with django_assert_num_queries(3):
        assert [line.session for line in room_lines(trainer)] == [sessions[2], sessions[0], sessions[1]]
    RunSession.objects.exclude(pk=sessions[0].pk).delete()
    with django_assert_num_queries(3):
        assert [line.session for line in room_lines(trainer)] == [sessions[0]]


def home(person):
    return browser_of(person).get(reverse("wagtailadmin_home")).content.decode()


def test_the_start_page_names_rooms_whose_server_is_silent_and_leads_out(session, trainer, pool):
    room_on(session, ServerFactory(pool=pool, name="Sitzt fest", error_count=1))
    page = home(trainer)
    assert 'id="silent-rooms' in page
    assert "Server „Sitzt fest“" in page
    assert f'href="{move_url(session)}"' in page
    assert f'href="{page_of(session)}"' in page
    assert move_url(session) in home(make_staff("administrator"))
    assert page_of(session) not in home(make_staff("administrator"))


@pytest.mark.parametrize("well", [{}, {"is_draining": True}])
def test_the_start_page_is_silent_about_rooms_that_run(session, trainer, pool, well):
    room_on(session, ServerFactory(pool=pool, **well))
    assert "silent-rooms" not in home(trainer)


def test_the_start_page_says_nothing_of_rooms_of_others_or_that_are_over(session, trainer, pool):
    room = room_on(session, ServerFactory(pool=pool, health=Health.OFFLINE))
    assert "silent-rooms" not in home(make_staff("trainer"))
    Meeting.objects.filter(pk=room.pk).update(state=MeetingState.ENDED, ended_at=timezone.now(), ended_by="person")
    assert "silent-rooms" not in home(trainer)


@pytest.mark.parametrize(("count", "statements"), [(0, 1), (1, 3), (3, 3)])
def test_asking_for_silent_rooms_costs_one_statement_where_there_are_none(
    run, trainer, pool, count, statements, django_assert_num_queries
):
    silent = ServerFactory(pool=pool, health=Health.OFFLINE)
    for days in range(count):
        room_on(planned(run, trainer, day=timezone.localdate() + timedelta(days=3 + days)), silent)
    silent_rooms(trainer)  # what a person may do is asked once
    with django_assert_num_queries(statements):
        assert len(silent_rooms(trainer)) == count
