"""Our webhook is at each server that shall tell, once; those of others stay."""

from datetime import timedelta

import pytest

from live_sessions.actions import hooks
from live_sessions.callbacks import addresses
from live_sessions.models import Server
from tests.live_sessions.evening import Evening

pytestmark = pytest.mark.django_db
FOREIGN = "https://other.example/live/cb/hook/abc"


@pytest.fixture
def evening(monkeypatch, settings):
    return Evening(monkeypatch, settings)


def registered(evening):
    return [one.callback_url for one in evening.bench.standin.registry.hooks.values()]


def keep(evening, minutes=0):
    return hooks.keep(server_id=evening.servers[0].pk, at=evening.at + timedelta(minutes=minutes))


def test_a_hook_is_registered_once_and_again_when_the_server_forgot_it(evening):
    wanted = addresses.hook_of(evening.servers[0])
    asked = [keep(evening), keep(evening, 1), keep(evening, 5)]
    once = registered(evening)
    evening.bench.standin.registry.hooks.clear()
    keep(evening, 10)

    assert (asked, once, registered(evening)) == ([True, False, True], [wanted], [wanted])
    assert Server.objects.get().hook_id != ""


def test_old_ones_of_ours_go_and_those_of_others_stay(evening):
    server = evening.servers[0]
    old = [
        f"https://before.example/live/cb/hook/{server.public_id}",  # this server, when we had another address
        f"{addresses.hooks_of_all_servers()}retired00000",
    ]
    for url in (*old, FOREIGN):
        evening.bench.call("hooks/create", callbackURL=url)
    keep(evening)

    assert sorted(registered(evening)) == sorted([FOREIGN, addresses.hook_of(server)])


def test_a_hook_that_hears_one_meeting_only_is_replaced(evening):
    wanted = addresses.hook_of(evening.servers[0])
    evening.bench.call("hooks/create", callbackURL=wanted, meetingID="m-1")
    keep(evening)

    assert [one.meeting_id for one in evening.bench.standin.registry.hooks.values()] == [""]


def test_where_it_was_switched_off_the_hook_goes_and_nobody_asks_any_more(evening):
    keep(evening)
    evening.bench.call("hooks/create", callbackURL=FOREIGN)
    Server.objects.update(uses_hooks=False)
    asked = [keep(evening, 5), keep(evening, 10)]

    assert (asked, registered(evening)) == ([True, False], [FOREIGN])


def test_a_server_that_does_not_answer_is_told_of_and_asked_again(evening):
    evening.silent.update(evening.benches)
    keep(evening)
    before = Server.objects.get().hooks_error
    evening.silent.clear()
    keep(evening, 5)

    assert (before, Server.objects.get().hooks_error) == ("timeout", "")


def test_the_bell_rings_where_a_hook_is_or_shall_be(evening, monkeypatch):
    rung = []
    monkeypatch.setattr(hooks.tasks.keep_hook, "delay", rung.append)
    hooks.ring()
    Server.objects.update(uses_hooks=False)
    hooks.ring()

    assert rung == [evening.servers[0].pk]
