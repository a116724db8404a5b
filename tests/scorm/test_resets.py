"""After staff have reset an attempt: what a device still kept stays with it, and counts nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from scorm import queries
from scorm.actions import commits, giving_up, late, launches
from scorm.limits import limit
from scorm.models import Attempt, CommitLog, ScoState
from tests.factories.scorm import body, open_launch, registered

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEGUN = {"cmi.core.lesson_location": "3"}
PASSED = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"}


def send(launch, seq, changes=None, *, at=AT, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=at)


def hand_in(launch, seq, changes=None, *, user=None, at=AT, **more):
    user = user or launch.attempt.registration.user
    with transaction.atomic():
        return commits.apply_replay(user=user, body=body(launch, seq, changes, **more), at=at)


def reset(registration, at=AT):
    with transaction.atomic():
        giving_up.give_up(giving_up.lock_newest(registration.context_key), at=at)


@pytest.fixture
def registration():
    return registered()


@pytest.fixture
def launch(registration):
    """A player that has stored something, closed by a reset."""
    opened = open_launch(registration, AT)
    send(opened, 1, BEGUN)
    return opened


def test_an_open_player_is_told_that_it_has_ended(registration, launch):
    reset(registration)
    assert send(launch, 2, PASSED).status_code == 410


def test_what_a_device_still_kept_is_stored_with_the_attempt_that_was_reset(registration, launch):
    reset(registration)
    later = AT + timedelta(hours=1)
    assert hand_in(launch, 2, PASSED, at=later).answer["status"] == "applied"
    assert ScoState.objects.get().doc == BEGUN | PASSED
    assert (Attempt.objects.get().state, Attempt.objects.get().success) == ("reset", "passed")
    assert queries.kept_with_resets(registration.context_key) == [later]


def test_the_same_work_handed_in_twice_is_stored_once(registration, launch):
    reset(registration)
    statuses = [hand_in(launch, 2, PASSED).answer["status"] for _ in range(2)]
    assert (statuses, CommitLog.objects.count()) == (["applied", "duplicate"], 1)


def test_what_comes_after_a_reset_is_no_result(registration, launch):
    reset(registration)
    assert hand_in(launch, 2, PASSED).outcome is None


def test_a_launch_that_had_timed_out_before_a_reset_changes_no_result_either(registration, launch):
    late_by = timedelta(seconds=limit("SESSION_SECONDS") + 60)
    hand_in(launch, 2, {"cmi.core.lesson_location": "4"}, at=AT + late_by)  # its token has died
    reset(registration, AT + late_by)
    assert hand_in(launch, 3, PASSED, at=AT + late_by).outcome is None
    assert Attempt.objects.get().success == "passed"


def test_what_was_passed_in_an_attempt_that_was_reset_is_no_part_of_the_next_ones_result(registration, launch):
    reset(registration)
    again = open_launch(registration, AT)
    hand_in(launch, 2, PASSED)
    outcome = send(again, 1, {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "20"}).outcome
    assert (outcome.success, outcome.is_complete, float(outcome.score)) == ("failed", False, 0.2)


def test_the_next_attempt_begins_without_what_was_handed_in_for_the_one_before(registration, launch):
    reset(registration)
    again = open_launch(registration, AT)
    hand_in(launch, 2, PASSED)
    assert ScoState.objects.get(attempt=again.attempt_id).doc == {}


def test_late_work_of_an_attempt_that_was_reset_is_offered_to_nobody(registration, launch):
    second = open_launch(registration, AT)
    send(second, 1, BEGUN)
    assert send(launch, 2, PASSED).status_code == 409
    assert len(queries.late_commits(user=registration.user)) == 1
    later = AT + timedelta(hours=1)
    reset(registration, later)
    assert hand_in(launch, 3, PASSED, at=later).answer["status"] == "late"
    assert queries.late_commits(user=registration.user) == []
    assert queries.kept_with_resets(registration.context_key) == [later, AT]
    with pytest.raises(late.NothingLate):
        late.apply_late(launch=launch, by=registration.user, at=AT)
    assert Attempt.objects.get().success == "unknown"


def test_nobody_hands_in_for_somebody_else_after_a_reset(registration, launch):
    reset(registration)
    assert hand_in(launch, 2, PASSED, user=registered().user).status_code == 410
    assert CommitLog.objects.count() == 0


def test_what_had_timed_out_before_it_was_closed_is_handed_in_as_before(registration, launch):
    late_by = AT + timedelta(seconds=limit("SESSION_SECONDS") + 60)
    hand_in(launch, 2, {"cmi.core.lesson_location": "4"}, at=late_by)
    launches.close_launches(registrations=[registration.pk], at=late_by)
    assert hand_in(launch, 2, BEGUN, at=late_by).answer["status"] == "duplicate"
    assert hand_in(launch, 3, PASSED, at=late_by).answer["status"] == "applied"


def test_who_was_closed_out_and_is_let_in_again_goes_on_where_they_were(registration, launch):
    launches.close_launches(registrations=[registration.pk], at=AT)
    again = open_launch(registration, AT)
    assert send(again, 1, {"cmi.core.lesson_location": "5"}).answer["status"] == "applied"
    assert (send(launch, 2, PASSED).status_code, ScoState.objects.get().doc) == (410, {"cmi.core.lesson_location": "5"})


def test_what_was_closed_for_another_reason_takes_nothing(registration, launch):
    launches.close_launches(registrations=[registration.pk], at=AT)
    assert hand_in(launch, 2, PASSED).status_code == 410
