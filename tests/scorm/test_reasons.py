"""Why something is not done: each case from commits as a package sends them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from scorm.actions import commits
from scorm.models import Attempt, ScoState
from scorm.reasons import Reason, Why, reasons
from tests.factories.scorm import ScoFactory, body, open_launch, registered

pytestmark = pytest.mark.django_db


def play(registration, at, changes=None, *, sco="I", **more):
    """Open the player, send one commit of this item, and say when that was."""
    launch = open_launch(registration, at)
    applied = commits.apply(token=launch.token, body=body(launch, 1, changes or {}, sco=sco, **more), at=at)
    assert applied.status_code == 200
    return launch


def why(registration, at):
    found = reasons([registration.context_key], at=at)
    return found.get(registration.context_key, "unknown")


def ended(registration, at, changes):
    play(registration, at, {"cmi.core.exit": "suspend", **changes}, trigger="terminate")
    return why(registration, at + timedelta(hours=1))


def test_what_nobody_opened_is_left_out(at):
    assert why(registered(), at) == "unknown"


def test_what_was_opened_and_never_reported_says_so(at):
    registration = registered()
    open_launch(registration, at)
    assert why(registration, at) == Reason(Why.NOTHING_SAID)


def test_what_was_closed_without_a_farewell_may_lie_on_a_device(at):
    registration = registered()
    play(registration, at, {"cmi.core.lesson_status": "incomplete"})
    assert why(registration, at + timedelta(minutes=3)) == Reason(Why.UNSENT)


def test_a_player_that_is_open_is_not_taken_for_one_that_is_gone(at):
    registration = registered()
    play(registration, at, {"cmi.core.lesson_status": "incomplete"})
    assert why(registration, at + timedelta(minutes=1)) == Reason(Why.NOT_SAID)


def test_a_score_below_the_mastery_score_says_both(at):
    registration = registered(mastery_score=Decimal(80))
    changes = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "60"}
    assert ended(registration, at, changes) == Reason(Why.SCORE_LOW, Decimal("0.6000"), Decimal("0.8000"))


def test_points_of_a_mastery_score_are_a_share_of_the_most_there_are(at):
    registration = registered(mastery_score=Decimal(8))
    changes = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "6", "cmi.core.score.max": "10"}
    assert ended(registration, at, changes) == Reason(Why.SCORE_LOW, Decimal("0.6000"), Decimal("0.8000"))


def test_a_scaled_score_below_the_passing_score_says_both(at):
    registration = registered(standard="2004-4", scaled_passing_score=Decimal("0.8"))
    changes = {"cmi.score.scaled": "0.6", "cmi.exit": "suspend"}
    assert ended(registration, at, changes) == Reason(Why.SCORE_LOW, Decimal("0.6000"), Decimal("0.8000"))


def test_a_failure_without_a_limit_is_only_a_failure(at):
    found = ended(registered(), at, {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "60"})
    assert found == Reason(Why.FAILED)


def test_progress_below_the_threshold_says_both(at):
    registration = registered(standard="2004-4", completion_threshold=Decimal("0.8"))
    changes = {"cmi.progress_measure": "0.4", "cmi.exit": "suspend"}
    assert ended(registration, at, changes) == Reason(Why.PROGRESS_LOW, Decimal("0.4000"), Decimal("0.800000"))


def test_a_package_that_never_says_completed_is_told_apart(at):
    assert ended(registered(), at, {"cmi.core.lesson_status": "incomplete"}) == Reason(Why.NOT_SAID)


def test_of_several_items_the_open_ones_are_counted_and_the_first_three_named(at):
    registration = registered()
    for number in range(1, 6):
        title = f"Teil {number}"
        ScoFactory(version=registration.version, identifier=f"I{number}", position=number, title=title)
    play(registration, at, {"cmi.core.lesson_status": "completed"}, trigger="terminate")
    Attempt.objects.update(current_sco=registration.version.scos.first())  # as the player tells with `course`
    found = why(registration, at + timedelta(hours=1))
    assert (found.why, found.open_count, found.item_count) == (Why.ITEMS_OPEN, 5, 6)
    assert found.names == ("Teil 1", "Teil 2", "Teil 3")


@pytest.mark.parametrize(("other", "said"), [("completed", Why.ITEMS_FAILED), ("", Why.ITEMS_OPEN)])
def test_of_several_items_one_that_was_failed_is_named_so_when_nothing_else_is_in_the_way(at, other, said):
    registration = registered()
    ScoFactory(version=registration.version, identifier="T", position=1, title="Test")
    play(registration, at, {"cmi.core.lesson_status": other} if other else {}, trigger="terminate")
    Attempt.objects.update(current_sco=registration.version.scos.first())
    ScoState.objects.filter(sco__identifier="I").update(completion=other or "incomplete")
    ScoState.objects.filter(sco__identifier="T").update(completion="incomplete", success="failed")
    found = why(registration, at + timedelta(hours=1))
    assert (found.why, found.names[-1], found.item_count) == (said, "Test", 2)


def test_a_course_whose_items_are_all_done_waits_for_its_own_rules(at):
    registration = registered(standard="2004-4")
    ScoFactory(version=registration.version, identifier="J", position=1)
    play(registration, at, {"cmi.completion_status": "completed", "cmi.exit": "normal"}, trigger="terminate")
    ScoState.objects.update(completion="completed", exit="normal")
    assert why(registration, at + timedelta(hours=1)) == Reason(Why.NOT_SAID)


def test_what_is_done_has_no_reason(at):
    assert ended(registered(), at, {"cmi.core.lesson_status": "passed"}) is None


def test_an_attempt_that_was_given_up_is_a_new_beginning(at):
    registration = registered()
    play(registration, at, {"cmi.core.lesson_status": "incomplete"})
    Attempt.objects.update(state="abandoned", finished_at=at)
    assert why(registration, at) == Reason(Why.BEGINS_ANEW)


def test_only_the_newest_attempt_is_asked(at):
    registration = registered()
    play(registration, at, {"cmi.core.lesson_status": "failed"}, trigger="terminate")
    Attempt.objects.update(state="abandoned", finished_at=at)
    open_launch(registration, at)
    assert why(registration, at) == Reason(Why.NOTHING_SAID)


def test_a_preview_has_no_reason(at):
    registration = registered()
    open_launch(registration, at)
    registration.is_preview = True
    registration.save()
    assert why(registration, at) == "unknown"


@pytest.mark.parametrize("count", [1, 3])
def test_many_contexts_cost_one_statement(at, count, django_assert_num_queries):
    keys = []
    for _ in range(count):
        registration = registered()
        open_launch(registration, at)
        keys.append(registration.context_key)
    with django_assert_num_queries(1):
        assert len(reasons(keys, at=at)) == count
