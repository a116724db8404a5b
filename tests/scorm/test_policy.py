"""How often a package may be played and which attempt counts: pure rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from scorm.models import AttemptState
from scorm.policy import Made, Policy, Way, counted, offer
from scorm.runtime import Verdict

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPEN = Verdict("incomplete", "unknown", None, None)
PASSED = Verdict("completed", "passed", Decimal("0.8"), None)
FAILED = Verdict("incomplete", "failed", Decimal("0.3"), None)
DONE = Verdict("completed", "unknown", None, None)


def attempt(verdict=OPEN, number=1, state=AttemptState.ACTIVE):
    return Made(number, state, verdict, AT)


def test_nobody_has_begun_so_the_first_attempt_starts():
    found = offer(Policy(max_attempts=3), [])
    assert (found.way, found.number, found.left, found.starts_over_from) == (Way.START, 1, 3, None)


@pytest.mark.parametrize("verdict", [OPEN, PASSED, FAILED, DONE])
def test_without_a_policy_one_goes_on_and_may_begin_anew(verdict):
    found = offer(Policy(), [attempt(verdict)])
    assert (found.way, found.left, found.may_start_over(AT)) == (Way.RESUME, None, True)


def test_interrupting_costs_no_attempt():
    found = offer(Policy(max_attempts=1), [attempt(OPEN)])
    assert (found.way, found.left, found.starts_over_from) == (Way.RESUME, 0, None)


@pytest.mark.parametrize("verdict", [PASSED, FAILED, DONE])
def test_with_a_fixed_number_what_is_over_can_only_be_looked_at(verdict):
    found = offer(Policy(max_attempts=2), [attempt(verdict)])
    assert (found.way, found.left, found.may_start_over(AT)) == (Way.REVIEW, 1, True)


def test_after_the_last_attempt_there_is_no_other():
    found = offer(Policy(max_attempts=2), [attempt(FAILED, 1, AttemptState.FINISHED), attempt(FAILED, 2)])
    assert (found.way, found.number, found.left, found.starts_over_from) == (Way.REVIEW, 2, 0, None)


def test_the_pause_counts_from_the_last_sign_of_the_attempt():
    found = offer(Policy(wait_hours=24), [attempt(FAILED)])
    assert found.starts_over_from == AT + timedelta(hours=24)
    assert found.may_start_over(AT + timedelta(hours=23)) is False
    assert found.may_start_over(AT + timedelta(hours=24)) is True


def test_a_running_attempt_is_left_behind_only_where_that_is_allowed():
    strict = Policy(may_start_over=False)
    assert offer(strict, [attempt(OPEN)]).starts_over_from is None
    assert offer(strict, [attempt(FAILED)]).may_start_over(AT) is True


def test_what_is_finished_is_only_looked_at_where_the_place_says_so():
    policy = Policy(reviews_when_finished=True)
    assert offer(policy, [attempt(OPEN)]).way == Way.RESUME
    assert offer(policy, [attempt(DONE)]).way == Way.REVIEW


def test_passing_locks_also_when_a_later_attempt_is_running():
    policy = Policy(locks_when_passed=True)
    assert offer(policy, [attempt(FAILED)]).is_locked is False
    found = offer(policy, [attempt(PASSED, 1, AttemptState.FINISHED), attempt(OPEN, 2)])
    assert (found.is_locked, found.way, found.starts_over_from) == (True, Way.REVIEW, None)


def test_failing_does_not_lock_even_where_it_counts_as_completed():
    failed_but_done = replace(FAILED, completion="completed")
    assert offer(Policy(locks_when_passed=True), [attempt(failed_but_done)]).is_locked is False


def test_an_attempt_cut_short_by_a_new_version_costs_none():
    found = offer(Policy(max_attempts=1), [attempt(OPEN, 1, AttemptState.MOVED)])
    assert (found.way, found.number, found.left) == (Way.START, 1, 1)


@pytest.mark.parametrize("verdict", [OPEN, PASSED, FAILED])
def test_staff_who_reset_the_last_attempt_give_another_one(verdict):
    policy = Policy(max_attempts=1, locks_when_passed=True)
    found = offer(policy, [attempt(verdict, 1, AttemptState.RESET)])
    assert (found.way, found.number, found.left) == (Way.START, 1, 1)


@pytest.mark.parametrize(
    ("counts", "success", "score"),
    [("best", "passed", "0.8"), ("last", "failed", "0.1"), ("first", "failed", "0.3"), ("average", "passed", "0.4")],
)
def test_the_result_is_of_the_attempt_that_counts(counts, success, score):
    attempts = [
        attempt(FAILED, 1, AttemptState.FINISHED),
        attempt(PASSED, 2, AttemptState.FINISHED),
        attempt(replace(FAILED, score=Decimal("0.1")), 3, AttemptState.FINISHED),
        attempt(replace(OPEN, score=Decimal(0)), 4),
    ]
    found = counted(counts, attempts)
    assert (found.completion, found.success, found.score) == ("completed", success, Decimal(score))


def test_the_running_attempt_counts_while_none_has_ended():
    attempts = [attempt(OPEN, 1, AttemptState.ABANDONED), attempt(replace(OPEN, score=Decimal("0.2")), 2)]
    assert counted("best", attempts).score == Decimal("0.2")


def test_a_list_of_words_for_what_is_not_limited_stays_plain():
    assert Policy(may_start_over=False).is_plain is True
    assert Policy(max_attempts=1).is_plain is False
