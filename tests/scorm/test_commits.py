"""What a commit does: order, duplicates, gaps, statuses, time, answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from scorm import bootstrap, door
from scorm.actions import commits
from scorm.models import Attempt, CommitLog, Interaction, Launch, ScoState
from scorm.outcome import Outcome
from tests.factories.accounts import UserFactory
from tests.factories.scorm import PackageVersionFactory, ScoFactory, body, open_launch, registered

pytestmark = pytest.mark.django_db


def send(launch, seq, changes=None, *, at, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=at)


@pytest.fixture
def launch(at):
    return open_launch(registered(), at)


def state():
    return ScoState.objects.get()


def test_a_commit_is_merged_into_the_document(launch, at):
    send(launch, 1, {"cmi.core.lesson_location": "3", "cmi.suspend_data": "x"}, at=at)
    applied = send(launch, 2, {"cmi.core.lesson_location": "4"}, at=at)
    assert applied.answer["status"] == "applied"
    assert state().doc == {"cmi.core.lesson_location": "4"}
    assert state().suspend_data == "x"


def test_the_same_commit_twice_is_a_duplicate_and_changes_nothing(launch, at):
    send(launch, 1, {"cmi.core.lesson_location": "3"}, at=at)
    again = send(launch, 1, {"cmi.core.lesson_location": "9"}, at=at)
    assert (again.status_code, again.answer["status"]) == (200, "duplicate")
    assert state().doc == {"cmi.core.lesson_location": "3"}


def test_a_gap_asks_for_the_whole_document_and_takes_it_with_the_same_number(launch, at):
    gap = send(launch, 3, {"cmi.core.lesson_location": "3"}, at=at)
    assert (gap.answer["status"], gap.answer["need"]) == ("stale", "full")
    assert state().doc == {}
    full = send(launch, 3, {"cmi.core.lesson_location": "3"}, at=at, full=True)
    assert full.answer["status"] == "applied"
    assert state().doc == {"cmi.core.lesson_location": "3"}


def test_a_whole_document_replaces_what_was_there(launch, at):
    send(launch, 1, {"cmi.core.lesson_location": "3", "cmi.suspend_data": "x"}, at=at)
    send(launch, 2, {"cmi.core.lesson_status": "incomplete"}, at=at, full=True)
    assert (state().doc, state().suspend_data) == ({"cmi.core.lesson_status": "incomplete"}, "")


@pytest.mark.parametrize("status", ["completed", "passed"])
def test_completed_and_passed_complete(launch, at, status):
    applied = send(launch, 1, {"cmi.core.lesson_status": status, "cmi.core.score.raw": "85"}, at=at)
    key = launch.attempt.registration.context_key
    success = "passed" if status == "passed" else "unknown"
    assert applied.outcome == Outcome(key, True, success, Decimal("0.85"), None, 0)
    assert Attempt.objects.get().completed_at == at


def test_an_outcome_is_told_only_when_something_changed(launch, at):
    assert send(launch, 1, {"cmi.core.lesson_status": "incomplete"}, at=at).outcome is not None
    assert send(launch, 2, {"cmi.core.lesson_location": "4"}, at=at).outcome is None
    assert send(launch, 3, {"cmi.core.score.raw": "10"}, at=at).outcome.score == Decimal("0.1")


def test_what_was_reached_is_never_taken_back(launch, at):
    send(launch, 1, {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"}, at=at)
    later = send(launch, 2, {"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "20"}, at=at)
    assert later.outcome is None
    assert later.answer["server"] == {
        "completion": "completed",
        "success": "passed",
        "score": "0.9",
        "total_seconds": 0,
    }
    assert state().doc["cmi.core.lesson_status"] == "incomplete"


def test_a_preview_has_no_outcome(at):
    registration = registered()
    registration.is_preview = True
    registration.save()
    launch = open_launch(registration, at)
    applied = send(launch, 1, {"cmi.core.lesson_status": "passed"}, at=at)
    assert (applied.status_code, applied.outcome) == (200, None)


def test_an_asset_is_complete_once_opened(at):
    launch = open_launch(registered(kind="asset"), at)
    assert send(launch, 1, {"lb.asset": "opened"}, at=at).outcome.is_complete is True


def test_reported_time_is_capped_by_our_clock(launch, at):
    later = at + timedelta(minutes=5)
    applied = send(launch, 1, {"cmi.core.session_time": "10:00:00"}, at=later, trigger="terminate")
    assert applied.outcome.total_seconds == 5 * 60 + 60


def test_time_of_several_launches_adds_up_and_zero_takes_nothing_away(at):
    registration = registered()
    first = open_launch(registration, at)
    send(first, 1, {"cmi.core.session_time": "00:10:00"}, at=at + timedelta(minutes=10))
    second = open_launch(registration, at + timedelta(hours=1))
    send(second, 1, {"cmi.core.session_time": "00:00:00"}, at=at + timedelta(hours=1))
    applied = send(second, 2, {"cmi.core.session_time": "00:05:00"}, at=at + timedelta(hours=1, minutes=5))
    assert applied.answer["server"]["total_seconds"] == 15 * 60


def test_a_reload_of_the_page_adds_its_session(launch, at):
    send(launch, 1, {"cmi.core.session_time": "00:10:00"}, at=at + timedelta(minutes=10), page=1)
    send(launch, 2, {"cmi.core.session_time": "00:12:00"}, at=at + timedelta(minutes=22), page=2)
    assert Attempt.objects.get().total_seconds == 22 * 60


def test_visible_time_is_kept_beside_reported_time(launch, at):
    send(launch, 1, at=at + timedelta(minutes=2), active_ms=90_000)
    send(launch, 2, at=at + timedelta(minutes=2), active_ms=80_000)
    assert Attempt.objects.get().launch_active_seconds == 90


def test_interactions_get_rows_that_deltas_complete(launch, at):
    send(launch, 1, at=at, inter=[{"idx": 0, "set": {"id": "q1", "type": "choice", "time": "10:00:00"}}])
    send(launch, 2, at=at, inter=[{"idx": 0, "set": {"student_response": "b", "result": "correct"}}])
    row = Interaction.objects.get()
    assert (row.identifier, row.kind, row.response, row.result) == ("q1", "choice", "b", "correct")
    assert row.rest == {"time": "10:00:00"}


def test_the_seed_gives_the_whole_document_back(launch, at):
    changes = {"cmi.core.lesson_location": "4", "cmi.suspend_data": "abc", "cmi.core.session_time": "00:00:05"}
    send(launch, 1, changes, at=at, inter=[{"idx": 0, "set": {"id": "q1", "student_response": "b", "time": "1"}}])
    assert bootstrap.seed(state(), is_2004=False) == {
        "cmi.core.lesson_location": "4",
        "cmi.suspend_data": "abc",
        "cmi.interactions.0.id": "q1",
        "cmi.interactions.0.student_response": "b",
        "cmi.interactions.0.time": "1",
    }


def test_text_no_database_takes_comes_back_as_it_was(launch, at):
    strange = "a\x00b\ud800c\ue000"
    changes = {"cmi.suspend_data": strange, "cmi.core.lesson_location": "\ue000x"}
    send(launch, 1, changes, at=at, inter=[{"idx": 0, "set": {"id": strange}}])
    seed = bootstrap.seed(state(), is_2004=False)
    assert seed == {
        "cmi.suspend_data": strange,
        "cmi.core.lesson_location": "\ue000x",
        "cmi.interactions.0.id": strange,
    }


@pytest.mark.parametrize(
    ("exit_word", "trigger", "entry"),
    [
        ("suspend", "terminate", "resume"),
        ("", "terminate", ""),
        ("normal", "terminate", ""),
        ("", "manual", "resume"),
        ("", "pagehide", "resume"),
    ],
)
def test_entry_says_how_the_last_session_ended(launch, at, exit_word, trigger, entry):
    send(launch, 1, {"cmi.core.exit": exit_word, "cmi.core.lesson_location": "2"}, at=at, trigger=trigger)
    assert bootstrap.entry(state()) == entry


def test_the_first_visit_is_ab_initio(launch):
    assert bootstrap.entry(state()) == "ab-initio"


@pytest.mark.parametrize(
    "wrong",
    [
        {"v": 2},
        {"seq": 0},
        {"seq": "1"},
        {"epoch": 7},
        {"sco": "elsewhere"},
        {"trigger": "magic"},
        {"set": {"cmi.x": 1}},
        {"set": {"__proto__": "x"}},
        {"set": {"cmi.suspend_data": "x" * 64_001}},
        {"inter": [{"idx": 2_000, "set": {"id": "q"}}]},
        {"inter": [{"idx": 1, "set": {"id": 5}}]},
        {"inter": ["q"]},
        {"full": "yes"},
    ],
)
def test_an_invalid_commit_names_its_field_and_changes_nothing(launch, at, wrong):
    applied = send(launch, wrong.pop("seq", 1), at=at, **wrong)
    assert (applied.status_code, applied.answer["status"]) == (422, "invalid")
    assert len(applied.answer["fields"]) == 1
    assert Attempt.objects.get().seq == 0


def test_each_value_that_cannot_be_stored_is_named_by_its_path(launch, at):
    changes = {"cmi.suspend_data": "x" * 64_001, "cmi.core.lesson_location": "3"}
    applied = send(launch, 1, changes, at=at, inter=[{"idx": 3, "set": {"latency": 4, "id": "q"}}])
    assert sorted(applied.answer["fields"]) == ["cmi.interactions.3.latency", "cmi.suspend_data"]


def test_a_content_that_was_only_opened_and_closed_by_force_is_not_complete(launch, at):
    for seq, trigger in enumerate(["auto", "pagehide", "replay"], 1):
        applied = send(launch, seq, {"cmi.core.exit": "suspend"}, at=at, trigger=trigger)
        assert applied.answer["server"]["completion"] == "unknown"


def test_a_commit_of_another_launch_than_its_address_is_invalid(launch, at):
    other = open_launch(registered(), at)
    with transaction.atomic():
        assert commits.apply(token=launch.token, body=body(other, 1), at=at).status_code == 422


def test_a_body_that_is_not_json_is_invalid(launch, at):
    with transaction.atomic():
        assert commits.apply(token=launch.token, body=b"\xff{", at=at).status_code == 422


def test_deltas_cannot_pile_up_beyond_one_whole_document(launch, at, settings):
    settings.SCORM_COMMIT_MAX_BYTES = 1_000
    assert send(launch, 1, {"cmi.a": "x" * 600}, at=at).answer["status"] == "applied"
    assert send(launch, 2, {"cmi.b": "x" * 600}, at=at).answer["need"] == "full"
    assert state().doc == {"cmi.a": "x" * 600}


def test_an_escaped_text_cut_to_its_column_is_still_readable(launch, at):
    send(launch, 1, at=at, inter=[{"idx": 0, "set": {"type": "\x00" * 300}}])
    assert bootstrap.seed(state(), is_2004=False)["cmi.interactions.0.type"].startswith("\\u0000")


def test_sixty_four_thousand_characters_of_memory_are_kept(launch, at):
    send(launch, 1, {"cmi.suspend_data": "ü" * 64_000}, at=at)
    assert state().suspend_data == "ü" * 64_000


def test_too_many_commits_in_a_minute_are_told_to_wait_but_a_farewell_is_not(launch, at, settings):
    settings.SCORM_COMMITS_PER_MINUTE = 2
    send(launch, 1, at=at)
    send(launch, 2, at=at)
    slow = send(launch, 3, at=at + timedelta(seconds=10))
    assert (slow.status_code, slow.retry_after) == (429, 50)
    assert send(launch, 3, at=at + timedelta(seconds=10), trigger="terminate").answer["status"] == "applied"
    assert send(launch, 4, at=at + timedelta(seconds=61)).answer["status"] == "applied"


def test_a_commit_costs_one_statement_to_read_and_one_to_write_where_the_database_can(
    launch, at, django_assert_num_queries
):
    on_postgres = connection.vendor == "postgresql"
    with transaction.atomic(), django_assert_num_queries(2 if on_postgres else 3):
        commits.apply(token=launch.token, body=body(launch, 1, {"cmi.core.score.raw": "5"}), at=at)
    answers = [{"idx": n, "set": {"id": f"q{n}"}} for n in range(20)]
    with transaction.atomic(), django_assert_num_queries(2 if on_postgres else 4):
        commits.apply(token=launch.token, body=body(launch, 2, {"cmi.core.score.raw": "6"}, inter=answers), at=at)


def test_a_dead_token_is_answered_with_410(launch, at):
    assert send(launch, 1, at=at + timedelta(hours=11)).status_code == 200
    assert send(launch, 2, at=at + timedelta(hours=22)).status_code == 200
    assert send(launch, 3, at=at + timedelta(hours=35)).status_code == 410
    with transaction.atomic():
        assert commits.apply(token=launch.token[:-1] + "x", body=body(launch, 3), at=at).status_code == 410


def test_the_own_session_brings_what_a_dead_token_cannot_and_nobody_elses(launch, at):
    late = at + timedelta(days=3)
    person = launch.attempt.registration.user
    content = body(launch, 1, {"cmi.core.lesson_status": "passed"}, trigger="auto")
    assert commits.apply_replay(user=UserFactory(), body=content, at=late).status_code == 410
    assert commits.apply_replay(user=person, body=content, at=late).outcome.is_complete is True


def test_the_label_of_another_package_is_not_found(launch, at):
    with transaction.atomic():
        assert commits.apply(token=launch.token, body=body(launch, 1), at=at, label="other").status_code == 404
    assert CommitLog.objects.count() == 0


def test_what_is_handed_in_wakes_no_launch_whose_token_has_died(launch, at):
    send(launch, 1, {"cmi.core.lesson_location": "1"}, at=at)
    late, person = at + timedelta(hours=13), launch.attempt.registration.user
    for seq in (2, 3):
        content = body(launch, seq, {"cmi.core.lesson_location": str(seq)})
        with transaction.atomic():
            assert commits.apply_replay(user=person, body=content, at=late).answer["status"] == "applied"
    assert send(launch, 4, {"cmi.core.lesson_location": "4"}, at=late).status_code == 410
    assert door.standing(Launch.objects.select_related("attempt").get(pk=launch.pk), late) is door.Standing.ENDED


def test_what_was_handed_in_after_the_token_died_is_known_at_the_next_visit(launch, at):
    late = at + timedelta(days=3)
    content = body(launch, 1, {"cmi.core.lesson_location": "3"}, trigger="auto")
    with transaction.atomic():
        assert commits.apply(token=launch.token, body=content, at=late).status_code == 410
        commits.apply_replay(user=launch.attempt.registration.user, body=content, at=late)
    later = late + timedelta(days=1)
    assert send(launch, 1, {"cmi.core.lesson_location": "3"}, at=later).answer["status"] == "duplicate"
    assert send(launch, 2, {"cmi.core.lesson_location": "4"}, at=later).status_code == 410


def test_more_memory_than_the_standard_says_is_a_matter_of_a_setting(launch, at, settings):
    settings.SCORM_SUSPEND_DATA_MAX = 256_000
    send(launch, 1, {"cmi.suspend_data": "x" * 256_000}, at=at)
    assert len(bootstrap.seed(state(), is_2004=False)["cmi.suspend_data"]) == 256_000


def test_who_has_begun_goes_on_in_the_same_version_though_a_newer_one_is_out(launch, at):
    send(launch, 1, {"cmi.core.lesson_location": "3", "cmi.core.exit": "suspend"}, at=at, trigger="terminate")
    old = launch.attempt.version
    ScoFactory(version=PackageVersionFactory(package=old.package, number=old.number + 1))
    again = open_launch(launch.attempt.registration, at + timedelta(days=1))
    assert (again.attempt.pk, again.attempt.version_id) == (launch.attempt.pk, old.pk)
    told = bootstrap.sco(again.attempt, state(), reading="any")
    assert (told["entry"], told["seed"]) == ("resume", {"cmi.core.lesson_location": "3"})
