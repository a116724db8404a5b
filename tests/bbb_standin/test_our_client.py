"""The contract that our client has with real servers holds with the stand-in too: neither is written for the other."""

import pytest

from tests.live_sessions import test_real_server as contract_of_the_client
from tests.live_sessions.test_real_server import *  # noqa: F403

pytestmark = []  # the other file is skipped where no server is named


@pytest.fixture(autouse=True)
def at_the_stand_in(live, monkeypatch):
    monkeypatch.setattr(contract_of_the_client, "SERVER", f"{live.options.origin}/bigbluebutton/")
    monkeypatch.setattr(contract_of_the_client, "SECRET", live.options.secret)
