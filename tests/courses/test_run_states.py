"""The state of a run follows from decisions and days; each has one next action."""

from datetime import UTC, date, datetime

import pytest

from courses import queries
from courses.models import Run
from courses.rules import NEXT_ACTIONS, RUN_STATE_NAMES, NextAction, RunState, next_action

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def run(**values):
    plan = {
        "announced_at": LONG_AGO,
        "enrol_from": date(2026, 2, 1),
        "enrol_until": date(2026, 3, 31),
        "starts_on": date(2026, 4, 15),
        "ends_on": date(2026, 6, 30),
        "capacity": 12,
    }
    return Run(**{**plan, **values})


TABLE = [
    # decisions win over days
    (run(archived_at=NOW, cancelled_at=NOW), 5, RunState.ARCHIVED),
    (run(cancelled_at=NOW), 5, RunState.CANCELLED),
    (run(cancelled_at=NOW, ends_on=date(2026, 2, 1)), 5, RunState.CANCELLED),
    # not announced
    (run(announced_at=None), 5, RunState.PLANNED),
    (run(announced_at=None, starts_on=date(2026, 3, 2)), 5, RunState.RUNNING),
    (run(announced_at=None, ends_on=date(2026, 3, 1)), 5, RunState.FINISHED),
    # before the window
    (run(enrol_from=date(2026, 3, 3)), 5, RunState.ANNOUNCED),
    (run(enrol_from=date(2026, 3, 3), starts_on=date(2026, 3, 1)), 5, RunState.RUNNING),
    # in the window
    (run(enrol_from=date(2026, 3, 2)), 5, RunState.OPEN),
    (run(), 1, RunState.OPEN),
    (run(enrol_until=date(2026, 3, 9)), 5, RunState.OPEN),  # 7 days left: not yet
    (run(enrol_until=date(2026, 3, 8)), 5, RunState.CLOSING),
    (run(enrol_until=date(2026, 3, 2)), 5, RunState.CLOSING),  # the last day counts
    (run(), 0, RunState.FULL),
    (run(), -1, RunState.FULL),  # capacity was lowered below what is taken
    (run(starts_on=date(2026, 3, 1)), 5, RunState.OPEN),  # somebody may still join
    (run(starts_on=date(2026, 3, 1)), 0, RunState.RUNNING),
    # after the window
    (run(enrol_until=date(2026, 3, 1)), 5, RunState.CLOSED),
    (run(enrol_until=date(2026, 3, 1), starts_on=date(2026, 3, 2)), 5, RunState.RUNNING),
    (run(enrol_until=date(2026, 3, 1), ends_on=date(2026, 3, 2)), 5, RunState.CLOSED),
    # over
    (run(ends_on=date(2026, 3, 1)), 5, RunState.FINISHED),
]


@pytest.mark.parametrize(("planned", "free_places", "state"), TABLE)
def test_the_state_is(planned, free_places, state):
    assert queries.run_state(planned, NOW, free_places) == state


def test_the_table_reaches_every_state():
    assert {state for _run, _places, state in TABLE} == set(RunState)


def test_the_day_is_that_of_berlin():
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # 1 April, 00:30 in Berlin
    assert queries.run_state(run(), late, 5) == RunState.CLOSED


def test_every_state_has_exactly_one_next_action_and_a_name():
    assert set(NEXT_ACTIONS) == set(RUN_STATE_NAMES) == set(RunState)
    assert next_action(RunState.CLOSING) is NextAction.ENROL
