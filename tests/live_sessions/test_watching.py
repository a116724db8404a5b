"""One poll per server and minute says how a server is; whatever it answers is written down, once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from live_sessions.actions import watching
from live_sessions.bbb import named
from live_sessions.models import Health, Server
from privacy import keys
from tests.factories.live_sessions import ServerFactory, ServerPoolFactory
from tests.live_sessions.wire import answer, speaking, success

MEETINGS = success(
    "<meetings><meeting><participantCount>12</participantCount><isBreakout>false</isBreakout></meeting>"
    "<meeting><participantCount>3</participantCount><isBreakout>true</isBreakout></meeting></meetings>"
)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


def server_at(wire, **values):
    return ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/", **values)


@pytest.mark.django_db
def test_a_good_poll_writes_down_load_and_clock(at):
    with speaking(MEETINGS) as wire:
        server = server_at(wire, health=Health.NEW, last_error="timeout")
        assert watching.poll(server_id=server.pk, at=at) is True

    server.refresh_from_db()
    told = (server.health, server.meeting_count, server.participant_count, server.last_error, server.last_good_at)
    assert told == (Health.ONLINE, 1, 15, "", at)
    assert server.clock_offset_seconds is None  # this one sends no date


@pytest.mark.django_db
def test_three_polls_without_an_answer_make_it_offline(at):
    with speaking(answer(b"<html>Wartung</html>", status="503 Service Unavailable")) as wire:
        server = server_at(wire, participant_count=5)
        for minute in range(3):
            watching.poll(server_id=server.pk, at=at + timedelta(minutes=minute))

    server.refresh_from_db()
    assert (server.health, server.error_count, server.last_error) == (Health.OFFLINE, 3, "serverError")


@pytest.mark.django_db
def test_a_second_bell_in_the_same_minute_asks_nobody(at):
    with speaking(MEETINGS) as wire:
        server = server_at(wire)
        asked = [watching.poll(server_id=server.pk, at=at + timedelta(seconds=second)) for second in (0, 5, 49, 60)]

    assert (asked, len(wire.heard)) == ([True, False, False, True], 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(at):
    with speaking(MEETINGS) as wire:
        server = server_at(wire)
        gate, asked = threading.Barrier(4), []

        def work():
            try:
                gate.wait()
                asked.append(watching.poll(server_id=server.pk, at=at))
            finally:
                connections.close_all()

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert (sorted(asked), len(wire.heard)) == ([False, False, False, True], 1)


@pytest.mark.django_db
def test_what_was_changed_while_it_was_asked_is_not_judged_by_the_old_answer():
    server = ServerFactory()
    asked = Server.objects.get(pk=server.pk)
    Server.objects.filter(pk=server.pk).update(secret=keys.encrypt("neu"), health=Health.NEW)

    watching.note_error(asked, "checksumError")

    server.refresh_from_db()
    assert (server.health, server.error_count) == (Health.NEW, 0)


@pytest.mark.django_db
def test_a_secret_that_no_key_opens_is_an_error_like_others(at, settings):
    server = ServerFactory()
    settings.KEY_RING = ["another key"]

    watching.poll(server_id=server.pk, at=at)

    server.refresh_from_db()
    assert (server.error_count, server.last_error) == (1, "secretUnreadable")


@pytest.mark.django_db
def test_a_secret_moves_to_the_newest_key_so_that_the_old_one_may_go(at, settings):
    with speaking(MEETINGS) as wire:
        server = server_at(wire)
        settings.KEY_RING = ["the new key", *settings.KEY_RING]
        watching.poll(server_id=server.pk, at=at)
    moved = Server.objects.get(pk=server.pk).secret
    settings.KEY_RING = ["the new key"]

    assert (keys.decrypt(moved), keys.with_newest_key(moved) == moved) == ("geheim", True)


@pytest.mark.django_db
def test_only_servers_in_service_are_rung_for(at, monkeypatch):
    rung = []
    monkeypatch.setattr("live_sessions.tasks.poll_server.delay", rung.append)
    pool = ServerPoolFactory()
    healthy, gone = ServerFactory(pool=pool), ServerFactory(pool=pool, health=Health.OFFLINE, is_draining=True)
    ServerFactory(pool=pool, secret="", retired_at=at)

    assert (watching.ring(), rung) == (2, [healthy.pk, gone.pk])
