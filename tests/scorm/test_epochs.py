"""Several launches of one attempt: who may write, and what is kept of the others."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from privacy.models import AuditEntry
from scorm import queries
from scorm.actions import commits, late, launches
from scorm.models import Attempt, CommitLog, Launch, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import body, open_launch, registered, trainer_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def send(launch, seq, changes=None, *, at=AT, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=at)


def where(value):
    return {"cmi.core.lesson_location": value}


@pytest.fixture
def two():
    """Two launches of one attempt, the first with one commit applied."""
    registration = registered()
    first = open_launch(registration, AT)
    send(first, 1, where("first"))
    return first, open_launch(registration, AT + timedelta(minutes=1))


def location():
    return ScoState.objects.get().doc.get("cmi.core.lesson_location")


def test_a_newer_launch_takes_over_and_the_older_is_told(two):
    first, second = two
    send(second, 1, where("second"))
    refused = send(first, 2, where("late"))
    assert (refused.status_code, refused.answer["status"]) == (409, "superseded")
    assert location() == "second"
    assert json.loads(CommitLog.objects.get().body)["set"] == where("late")


def test_a_superseded_launch_knows_what_it_had_reached(two):
    first, _ = two
    row = Launch.objects.get(pk=first.pk)
    assert (row.last_seq, row.last_seen_at, row.end_reason) == (1, AT, "superseded")
    assert send(first, 1, where("again")).answer["status"] == "duplicate"


@pytest.mark.parametrize("trigger", ["terminate", "pagehide", "replay"])
def test_a_farewell_is_applied_while_nothing_was_built_on_it(two, trigger):
    first, second = two
    assert send(first, 2, where("farewell"), trigger=trigger).answer["status"] == "late"
    assert location() == "farewell"
    assert send(second, 1, where("second")).answer["need"] == "full"
    assert send(second, 1, where("second"), full=True).answer["status"] == "applied"
    assert location() == "second"


def test_a_farewell_that_is_overwritten_unseen_is_offered_again(two):
    first, second = two
    send(first, 2, where("farewell"), trigger="pagehide")
    assert queries.late_commits(user=first.attempt.registration.user) == []
    send(second, 1, where("second"), full=True)
    (work,) = queries.late_commits(user=first.attempt.registration.user)
    assert (work.launch.pk, work.count) == (first.pk, 1)


def test_a_page_served_after_the_farewell_builds_on_it(two):
    first, second = two
    send(first, 2, where("farewell"), trigger="pagehide")
    Attempt.objects.update(is_seed_stale=False)  # the page was served anew
    assert send(second, 1, {"cmi.suspend_data": "x"}).answer["status"] == "applied"
    assert location() == "farewell"


def test_an_automatic_commit_that_comes_late_is_kept_not_applied(two):
    first, _ = two
    assert send(first, 2, where("late"), trigger="auto").status_code == 409
    assert location() == "first"


def test_what_a_whole_farewell_holds_as_well_is_offered_no_more(two):
    first, _ = two
    send(first, 2, where("auto"), trigger="auto")
    assert len(queries.late_commits(user=first.attempt.registration.user)) == 1
    assert send(first, 3, where("whole"), full=True, trigger="replay").answer["status"] == "late"
    assert queries.late_commits(user=first.attempt.registration.user) == []
    assert location() == "whole"


def test_the_same_late_commit_is_kept_once_and_the_whole_one_wins(two):
    first, second = two
    send(second, 1, where("second"))
    send(first, 2, where("late"))
    send(first, 2, where("late"))
    send(first, 2, where("whole"), full=True)
    send(first, 2, where("other"), full=True)
    assert json.loads(CommitLog.objects.get().body)["set"] == where("whole")


def test_the_learner_takes_late_work_over_and_the_running_player_must_start_anew(two):
    first, second = two
    person = first.attempt.registration.user
    send(second, 1, where("second"))
    send(first, 2, {"cmi.core.lesson_status": "passed", **where("late")})
    (work,) = queries.late_commits(user=person)
    applied = late.apply_late(launch=work.launch, by=person, at=AT)
    assert applied.outcome.is_complete is True
    assert location() == "late"
    assert queries.late_commits(user=person) == []
    assert send(second, 2, where("stale view")).status_code == 409
    assert location() == "late"
    assert AuditEntry.objects.filter(action="scorm.late_work_applied").count() == 1
    third = open_launch(first.attempt.registration, AT)
    assert send(third, 1, where("third")).answer["status"] == "applied"


def test_staff_dismisses_late_work_and_strangers_may_not(two):
    first, second = two
    send(second, 1, where("second"))
    send(first, 2, where("late"))
    launch = Launch.objects.get(pk=first.pk)
    with pytest.raises(PermissionDenied):
        late.dismiss_late(launch=launch, by=UserFactory(), at=AT)
    late.dismiss_late(launch=launch, by=trainer_of(launch.attempt.version.package.owner), at=AT)
    with pytest.raises(late.NothingLate):
        late.apply_late(launch=launch, by=first.attempt.registration.user, at=AT)
    assert location() == "second"


def test_time_of_a_farewell_counts_only_what_was_not_yet_reported():
    registration = registered()
    first = open_launch(registration, AT)
    send(first, 1, {"cmi.core.session_time": "00:05:00"}, at=AT + timedelta(minutes=5))
    open_launch(registration, AT + timedelta(minutes=9))
    late_time = {"cmi.core.session_time": "00:08:00"}
    applied = send(first, 2, late_time, trigger="pagehide", at=AT + timedelta(minutes=10))
    assert applied.outcome.total_seconds == 8 * 60
    assert send(first, 2, late_time, trigger="pagehide", at=AT + timedelta(minutes=10)).outcome is None


def test_time_counts_as_well_that_comes_with_late_work_taken_over():
    registration = registered()
    first = open_launch(registration, AT)
    send(first, 1, {"cmi.core.session_time": "00:05:00"}, at=AT + timedelta(minutes=5))
    second = open_launch(registration, AT + timedelta(minutes=9))
    send(second, 1, where("second"), at=AT + timedelta(minutes=10))
    for seq, told in ((2, "00:07:00"), (3, "00:08:00")):
        send(first, seq, {"cmi.core.session_time": told}, at=AT + timedelta(minutes=11))
    launch = Launch.objects.get(pk=first.pk)
    applied = late.apply_late(launch=launch, by=registration.user, at=AT + timedelta(minutes=12))
    assert (applied.outcome.total_seconds, Attempt.objects.get().total_seconds) == (8 * 60, 8 * 60)


def offered(registration):
    return [work.launch.pk for work in queries.late_commits(user=registration.user)]


@pytest.mark.parametrize("is_full", [True, False])
def test_a_farewell_that_another_superseded_launch_overwrites_unseen_is_offered(is_full):
    registration = registered()
    first, second, third = (open_launch(registration, AT + timedelta(minutes=minute)) for minute in range(3))
    send(first, 1, where("first"), trigger="pagehide", at=AT + timedelta(minutes=4))
    answer = send(second, 1, where("second"), trigger="pagehide", full=is_full, at=AT + timedelta(minutes=5)).answer
    assert (answer["status"], location(), offered(registration)) == ("late", "second", [first.pk])
    launches.mark_opened(launch_id=third.pk, attempt_id=third.attempt_id, at=AT + timedelta(minutes=6))
    send(third, 1, where("third"), at=AT + timedelta(minutes=7))
    assert offered(registration) == [first.pk]


def test_what_a_launch_knew_when_it_was_opened_is_not_offered_with_what_it_overwrites():
    registration = registered()
    first, second = open_launch(registration, AT), open_launch(registration, AT + timedelta(minutes=1))
    send(first, 1, where("first"), trigger="pagehide", at=AT + timedelta(minutes=2))
    send(second, 1, where("second"), full=True, at=AT + timedelta(minutes=3))
    late.dismiss_late(launch=Launch.objects.get(pk=first.pk), by=registration.user, at=AT + timedelta(minutes=4))
    third = open_launch(registration, AT + timedelta(minutes=5))
    send(second, 2, where("second, later"), trigger="pagehide", at=AT + timedelta(minutes=6))
    fourth = open_launch(registration, AT + timedelta(minutes=10))
    send(third, 1, where("third"), trigger="pagehide", at=AT + timedelta(minutes=11))
    send(fourth, 1, where("fourth"), full=True, at=AT + timedelta(minutes=12))
    assert sorted(offered(registration)) == [second.pk, third.pk]


def test_a_farewell_built_upon_long_ago_is_never_offered_again():
    registration = registered()
    first, second = open_launch(registration, AT), open_launch(registration, AT + timedelta(minutes=1))
    send(first, 1, where("first"), trigger="pagehide", at=AT + timedelta(minutes=2))
    launches.mark_opened(launch_id=second.pk, attempt_id=second.attempt_id, at=AT + timedelta(minutes=3))
    send(second, 1, where("second"), at=AT + timedelta(minutes=4))
    third = open_launch(registration, AT + timedelta(hours=1))
    send(second, 2, where("second, later"), trigger="pagehide", at=AT + timedelta(hours=1, minutes=1))
    send(third, 1, where("third"), full=True, at=AT + timedelta(hours=1, minutes=2))
    assert offered(registration) == [second.pk]
