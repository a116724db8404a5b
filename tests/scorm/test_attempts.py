"""Several attempts of one person: who begins which, what stays, and what they come to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from privacy.models import AuditEntry
from scorm import bootstrap, queries, tokens
from scorm.actions import commits
from scorm.actions.attempts import NoNewAttempt
from scorm.models import Attempt, Interaction, Launch, Package, Registration, ScoState
from tests.factories.scorm import body, registered
from tests.factories.scorm import open_launch as opened

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAILED = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "30"}
PASSED = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"}


def send(launch, seq, changes=None, *, at=AT, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=at)


def allowed(registration, **policy):
    Registration.objects.filter(pk=registration.pk).update(**policy)
    registration.refresh_from_db()
    return registration


@pytest.fixture
def failed_once():
    """Two attempts allowed, the first one failed."""
    registration = allowed(registered(), max_attempts=2)
    send(opened(registration, AT), 1, FAILED)
    return registration


def test_a_new_attempt_begins_empty_and_the_old_one_stays(failed_once):
    launch = opened(failed_once, AT, new_after=1)
    first, second = Attempt.objects.order_by("number")
    assert (first.state, first.finished_at, first.score) == ("finished", AT, Decimal("0.3"))
    assert (second.state, second.number, launch.attempt_id) == ("active", 2, second.pk)
    assert ScoState.objects.get(attempt=second).doc == {}


def test_who_leaves_a_running_attempt_behind_has_abandoned_it():
    registration = registered()
    send(opened(registration, AT), 1, {"cmi.core.lesson_location": "3"})
    opened(registration, AT, new_after=1)
    assert list(Attempt.objects.order_by("number").values_list("state", flat=True)) == ["abandoned", "active"]


def test_the_same_wish_twice_begins_one_attempt(failed_once):
    opened(failed_once, AT, new_after=1)
    launch = opened(failed_once, AT, new_after=1)
    assert (Attempt.objects.count(), launch.attempt.number, launch.epoch) == (2, 2, 2)


def test_beginning_anew_is_written_down(failed_once):
    opened(failed_once, AT, new_after=1)
    entry = AuditEntry.objects.get(action="scorm.attempt_started")
    assert entry.details == {"registration": failed_once.public_id, "number": 2}


def test_more_attempts_than_allowed_are_refused_and_nothing_changes(failed_once):
    send(opened(failed_once, AT, new_after=1), 1, FAILED)
    with pytest.raises(NoNewAttempt):
        opened(failed_once, AT, new_after=2)
    assert Attempt.objects.count() == 2


def test_before_the_pause_is_over_no_attempt_begins(failed_once):
    allowed(failed_once, wait_hours=24)
    with pytest.raises(NoNewAttempt):
        opened(failed_once, AT + timedelta(hours=23), new_after=1)
    assert opened(failed_once, AT + timedelta(hours=24), new_after=1).attempt.number == 2


def test_looking_does_not_lengthen_the_pause(failed_once):
    allowed(failed_once, wait_hours=24)
    opened(failed_once, AT + timedelta(hours=20))
    assert opened(failed_once, AT + timedelta(hours=24), new_after=1).attempt.number == 2


def test_a_review_is_answered_and_not_stored(failed_once):
    launch = opened(failed_once, AT)
    answer = send(launch, 1, PASSED, inter=[{"idx": 0, "set": {"id": "a", "result": "correct"}}])
    assert (answer.status_code, answer.answer["status"], answer.answer["last_seq"]) == (200, "applied", 1)
    assert answer.outcome is None
    attempt = Attempt.objects.get()
    assert (attempt.success, attempt.score, Interaction.objects.count()) == ("failed", Decimal("0.3"), 0)
    assert ScoState.objects.get().doc["cmi.core.lesson_status"] == "failed"


def test_a_review_tells_the_content_so(failed_once):
    launch = Launch.objects.get(pk=opened(failed_once, AT).pk)
    told = bootstrap.bootstrap(launch, launch.attempt, ScoState.objects.get(), reading="any", at=AT)
    assert (told["mode"], told["sco"]["credit"]) == ("review", "no-credit")


def test_work_that_comes_late_reaches_the_attempt_it_was_made_in(failed_once):
    first = Launch.objects.get()
    first.token = tokens.make(first.public_id, first.nonce)
    opened(failed_once, AT, new_after=1)
    late = send(first, 2, PASSED, trigger="replay")
    assert late.answer["status"] == "late"
    assert late.outcome.is_complete is True
    assert Attempt.objects.get(number=1).success == "passed"
    assert Attempt.objects.get(number=2).success == "unknown"


@pytest.mark.parametrize(
    ("counts", "score", "success", "keeps_best"),
    [
        ("best", "0.8", "passed", True),
        ("last", "0.3", "failed", False),
        ("first", "0.8", "passed", False),
        ("average", "0.55", "passed", False),
    ],
)
def test_the_outcome_follows_what_counts_and_stays_complete(counts, score, success, keeps_best):
    registration = allowed(registered(), counts=counts)
    send(opened(registration, AT), 1, PASSED)
    outcome = send(opened(registration, AT, new_after=1), 1, FAILED).outcome
    assert (outcome.score, outcome.success, outcome.keeps_best) == (Decimal(score), success, keeps_best)
    assert outcome.is_complete is True


def test_the_time_of_all_attempts_counts():
    registration = registered()
    later = AT + timedelta(hours=1)
    send(opened(registration, AT), 1, {**FAILED, "cmi.core.session_time": "00:10:00"}, at=later, trigger="terminate")
    second = opened(registration, later, new_after=1)
    done = {**PASSED, "cmi.core.session_time": "00:05:00"}
    assert send(second, 1, done, at=later + timedelta(hours=1), trigger="terminate").outcome.total_seconds == 900


def test_one_statement_tells_what_was_played(failed_once, django_assert_num_queries):
    opened(failed_once, AT, new_after=1)
    with django_assert_num_queries(1):
        play = queries.come_back(failed_once.context_key).play
        assert (play.offer.number, play.offer.left, play.result.score) == (2, 0, Decimal("0.3"))


def test_an_attempt_that_is_not_active_has_its_moment():
    opened(registered(), AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.update(state="finished")


def test_two_running_attempts_cannot_exist(failed_once):
    opened(failed_once, AT, new_after=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(number=1).update(state="active", finished_at=None)


def switched(registration, **switches):
    Package.objects.filter(pk=registration.version.package_id).update(**switches)
    return registration


def test_failing_completes_where_the_package_is_set_so():
    registration = switched(registered(), counts_failed_as_completed=True)
    outcome = send(opened(registration, AT), 1, FAILED).outcome
    assert (outcome.is_complete, outcome.success) == (True, "failed")


@pytest.mark.parametrize(("overrides", "success"), [(True, "failed"), (False, "passed")])
def test_the_mastery_score_decides_only_while_it_is_set_so(overrides, success):
    registration = switched(registered(mastery_score=90), overrides_by_mastery=overrides)
    assert send(opened(registration, AT), 1, PASSED).outcome.success == success


@pytest.mark.parametrize(("overrides", "success"), [(True, "failed"), (False, "passed")])
def test_the_passing_score_of_2004_decides_only_while_it_is_set_so(overrides, success):
    registration = switched(registered(standard="2004-4", scaled_passing_score="0.9"), overrides_by_mastery=overrides)
    told = {"cmi.success_status": "passed", "cmi.score.scaled": "0.5"}
    assert send(opened(registration, AT), 1, told).outcome.success == success


def test_a_status_falls_back_where_the_package_may_do_that():
    registration = switched(registered(), allows_downgrade=True)
    launch = opened(registration, AT)
    send(launch, 1, PASSED)
    outcome = send(launch, 2, FAILED).outcome
    attempt = Attempt.objects.get()
    assert (attempt.success, attempt.score, attempt.completed_at) == ("failed", Decimal("0.3"), None)
    assert (outcome.is_complete, outcome.keeps_best) == (False, False)


@pytest.mark.parametrize("standard", ["1.2", "2004-4"])
@pytest.mark.parametrize("word", ["completed", "passed"])
def test_completed_or_passed_completes_in_both_standards(standard, word):
    path = {"1.2": "cmi.core.lesson_status"}.get(
        standard, "cmi.completion_status" if word == "completed" else "cmi.success_status"
    )
    launch = opened(registered(standard=standard), AT)
    assert send(launch, 1, {path: word}).outcome.is_complete is True
