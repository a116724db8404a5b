"""Three errors in a row and a server is gone, three good polls and it is back; nothing less moves it."""

import pytest

from live_sessions.health import Pulse, after_poll
from live_sessions.models import Health


def states(begin, polls):
    pulse, seen = Pulse(begin, 0, 0), []
    for poll in polls:
        pulse = after_poll(pulse, is_good=poll == "+")
        seen.append(str(pulse.health))
    return seen


@pytest.mark.parametrize(
    ("begin", "polls", "seen"),
    [
        (Health.ONLINE, "---", ["online", "online", "offline"]),
        (Health.ONLINE, "--+--", ["online"] * 5),
        (Health.OFFLINE, "+++", ["offline", "offline", "online"]),
        (Health.OFFLINE, "++-+++", ["offline"] * 5 + ["online"]),
        (Health.NEW, "+", ["online"]),
        (Health.NEW, "--+", ["new", "new", "online"]),
        (Health.NEW, "---+", ["new", "new", "offline", "offline"]),
    ],
)
def test_a_server_goes_and_comes_back_by_threes(begin, polls, seen):
    assert states(begin, polls) == seen
