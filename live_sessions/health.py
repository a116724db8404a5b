"""When a server counts as gone and when as back: one bad minute moves nobody, and neither does one good one."""

from __future__ import annotations

from dataclasses import dataclass

from live_sessions.models import Health

ERRORS_UNTIL_OFFLINE = 3
GOOD_POLLS_UNTIL_ONLINE = 3


@dataclass(frozen=True, slots=True)
class Pulse:
    """The health of a server with what happened last, each counted in a row."""

    health: str
    error_count: int
    good_count: int


def after_poll(pulse: Pulse, *, is_good: bool) -> Pulse:
    """Return the pulse after one more poll. The first good one of a new server is enough."""
    if not is_good:
        errors = pulse.error_count + 1
        return Pulse(Health.OFFLINE if errors >= ERRORS_UNTIL_OFFLINE else pulse.health, errors, 0)
    good = pulse.good_count + 1
    is_back = pulse.health != Health.OFFLINE or good >= GOOD_POLLS_UNTIL_ONLINE
    return Pulse(Health.ONLINE if is_back else Health.OFFLINE, 0, good)
