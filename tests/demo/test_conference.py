"""The stand-in beside the demo is everybody's conference server, wherever it listens today."""

import pytest
from django.utils import timezone

from demo.furnish import conference
from live_sessions.actions import servers, watching
from live_sessions.models import Health, Server
from tests.bbb_standin.conftest import SECRET, live  # noqa: F401  a stand-in on a real port
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(is_superuser=True)


def furnish(settings, administrator, given):
    settings.DEMO_STANDIN, settings.BBB_ALLOW_HTTP = given, True
    return conference.standin(by=administrator, at=timezone.now())


def test_without_a_stand_in_the_demo_has_no_conference_server(settings, administrator):
    assert furnish(settings, administrator, "") is None
    assert not Server.objects.exists()


def test_furnishing_again_keeps_the_server_and_takes_its_new_address(settings, administrator):
    first = furnish(settings, administrator, "http://127.0.0.1:8002/bigbluebutton/#one")
    furnish(settings, administrator, "http://127.0.0.1:8002/bigbluebutton/#one")
    furnish(settings, administrator, "http://127.0.0.1:8012/bigbluebutton/#two")
    server = Server.objects.get()
    assert (server.pk, server.base_url) == (first.pk, "http://127.0.0.1:8012/bigbluebutton/api/")


def test_the_platform_finds_the_stand_in_well(settings, administrator, live):  # noqa: F811
    server = furnish(settings, administrator, f"{live.options.origin}/bigbluebutton/#{SECRET}")
    watching.poll(server_id=server.pk, at=timezone.now())
    server.refresh_from_db()
    assert (server.health, server.last_error) == (Health.ONLINE, "")
    assert servers.client_of(server).meetings().meetings == ()
