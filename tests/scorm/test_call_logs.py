"""The log of calls: who switches it on, what is kept of it, and what it tells."""

import json
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from scorm import call_log, subject_data
from scorm.actions import call_logs, registrations, retention
from scorm.call_findings import Oddity, findings
from scorm.call_log import InvalidPart, Line, Log
from scorm.limits import limit
from scorm.models import CallLogOrder, CallLogPart, Launch
from tests.factories.scorm import open_launch, registered, trainer_of

pytestmark = pytest.mark.django_db
SET = [5, "LMSSetValue", "cmi.core.lesson_location", "3", "true", "0", 1, 0, 0, 0]


def raw(*lines, page=1000, number=0, sent=10, dropped=0):
    return json.dumps({"page": page, "number": number, "sent": sent, "dropped": dropped, "lines": list(lines)}).encode()


def ordered(registration, at, *, for_all=False):
    package = registration.version.package
    values = {"registration": None if for_all else registration, "reason": "Es hängt.", "by": trainer_of(package.owner)}
    return call_logs.order(package=package, at=at, **values)


@pytest.fixture
def registration():
    return registered()


@pytest.fixture
def logged(registration, at):
    ordered(registration, at)
    return open_launch(registration, at)


def test_nothing_is_recorded_unless_somebody_ordered_it(registration, at):
    assert open_launch(registration, at).is_logged is False


def test_an_order_counts_down_with_each_launch_and_then_ends(registration, at):
    ordered(registration, at)
    logged = [open_launch(registration, at).is_logged for _ in range(limit("CALL_LOG_LAUNCHES") + 1)]
    assert logged == [True] * limit("CALL_LOG_LAUNCHES") + [False]


def test_an_order_ends_by_itself_after_its_days(registration, at):
    ordered(registration, at)
    assert open_launch(registration, at + timedelta(days=8)).is_logged is False


def test_an_order_for_one_person_says_nothing_about_another(registration, at):
    ordered(registration, at)
    other = registrations.register(
        user=registered().user, context_key=Launch().public_id, version=registration.version, at=at
    )
    assert open_launch(other, at).is_logged is False


def test_an_order_for_a_package_is_for_whoever_opens_it(registration, at):
    ordered(registration, at, for_all=True)
    assert (open_launch(registration, at).is_logged, open_launch(registered(), at).is_logged) == (True, False)


def test_ones_own_order_is_used_before_that_of_the_package(registration, at):
    ordered(registration, at, for_all=True)
    mine = ordered(registration, at)
    open_launch(registration, at)
    mine.refresh_from_db()
    assert mine.launches_left == limit("CALL_LOG_LAUNCHES") - 1


def test_a_second_order_replaces_the_first(registration, at):
    ordered(registration, at)
    ordered(registration, at)
    assert call_logs.running_orders(at=at).count() == 1


def test_an_order_that_is_ended_logs_no_further_launch(registration, at):
    made = ordered(registration, at)
    call_logs.end(package=made.package, registration=registration, by=made.by, at=at)
    assert open_launch(registration, at).is_logged is False


def test_a_preview_is_always_recorded_and_uses_up_no_order(registration, at):
    ordered(registration, at, for_all=True)
    preview = registrations.register_preview(
        user=trainer_of(registration.version.package.owner), version=registration.version, at=at
    )
    assert open_launch(preview, at).is_logged is True
    assert CallLogOrder.objects.get().launches_left == limit("CALL_LOG_PACKAGE_LAUNCHES")


def send(client, launch, content, *, origin=None):
    host = f"{launch.attempt.version.public_id}.scorm.localhost"
    headers = {"host": host, "origin": origin or f"http://{host}"}
    return client.post(f"/l/{launch.token}/calls", content, content_type="application/json", headers=headers)


def test_lines_are_kept_by_the_servers_clock(client, registration):
    now = timezone.now()
    ordered(registration, now)
    launch = open_launch(registration, now)
    assert send(client, launch, raw(SET, sent=3_600_000)).status_code == 204
    (part,) = launch.call_log_parts.all()
    assert part.received_at - part.began_at == timedelta(hours=1)
    (line,) = call_log.read([part], most_parts=60).lines
    assert (line.call, line.value, line.at - part.began_at) == ("LMSSetValue", "3", timedelta(milliseconds=5))


def test_the_same_part_twice_is_one(client, registration):
    ordered(registration, timezone.now())
    launch = open_launch(registration, timezone.now())
    assert [send(client, launch, raw(SET)).status_code for _ in range(2)] == [204, 204]
    assert CallLogPart.objects.count() == 1


def test_a_launch_that_is_not_recorded_takes_no_lines(client, registration):
    launch = open_launch(registration, timezone.now())
    assert send(client, launch, raw(SET)).status_code == 410
    assert not CallLogPart.objects.exists()


def test_a_log_has_an_end(client, registration, settings):
    settings.SCORM_CALL_LOG_PARTS = 2
    ordered(registration, timezone.now())
    launch = open_launch(registration, timezone.now())
    answers = [send(client, launch, raw(SET, number=number)).status_code for number in range(3)]
    assert answers == [204, 204, 410]
    assert call_log.read(launch.call_log_parts.all(), most_parts=2).is_full


def test_lines_from_another_origin_are_refused(client, registration):
    ordered(registration, timezone.now())
    launch = open_launch(registration, timezone.now())
    assert send(client, launch, raw(SET), origin="https://anders.example").status_code == 403


def test_a_part_that_is_too_large_is_refused(client, registration, settings):
    settings.SCORM_CALL_LOG_PART_BYTES = 100
    ordered(registration, timezone.now())
    assert send(client, open_launch(registration, timezone.now()), raw(SET)).status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        raw(),
        raw(SET[:-1]),
        raw(["5", *SET[1:]]),
        raw([5, 7, *SET[2:]]),
        raw(SET, number=-1),
        b"[" * 60_000,
    ],
)
def test_what_are_no_lines_is_refused(content):
    with pytest.raises(InvalidPart):
        call_log.part(content)


def test_long_texts_are_cut():
    part = call_log.part(raw([5, "LMSSetValue", "e" * 999, "v" * 2000, "true", "0", 1, 0, 64_000, 0]))
    ((_at, _call, element, value, *_rest),) = json.loads(zlib.decompress(part.lines))
    assert (len(element), len(value)) == (300, 1000)


def test_parts_that_never_came_count_as_missing(logged, at):
    for number in (0, 2):
        call_logs.keep(launch=logged, part=call_log.part(raw(SET, number=number, dropped=3)), at=at)
    assert call_log.read(logged.call_log_parts.all(), most_parts=60).dropped == 4


def test_logs_go_after_fourteen_days_and_orders_a_month_after_their_end(logged, at):
    call_logs.keep(launch=logged, part=call_log.part(raw(SET)), at=at)
    assert retention.remove_call_logs(at=at + timedelta(days=13)) == 0
    assert retention.remove_call_logs(at=at + timedelta(days=15)) == 1
    assert retention.remove_call_logs(at=at + timedelta(days=38)) == 1


def test_a_person_gets_the_log_with_the_reason_and_it_is_erased(logged, at):
    call_logs.keep(launch=logged, part=call_log.part(raw(SET)), at=at)
    person = logged.attempt.registration.user
    found = subject_data.export(person=person)
    assert found["scorm_call_logs"][0]["lines"][0][1:4] == ["LMSSetValue", "cmi.core.lesson_location", "3"]
    assert found["scorm_call_logs_ordered"][0]["reason"] == "Es hängt."
    subject_data.erase(person=person, at=at)
    assert (CallLogPart.objects.count(), CallLogOrder.objects.count()) == (0, 0)


def test_no_line_waits_for_a_lock_and_none_holds_a_commit_up(logged, at, django_assert_num_queries):
    part = call_log.part(raw(SET))
    with django_assert_num_queries(2):
        call_logs.keep(launch=logged, part=part, at=at)


BEGIN, END, SAVE = (
    ("LMSInitialize", "", "", "true", "0"),
    ("LMSFinish", "", "", "true", "0"),
    ("LMSCommit", "", "", "true", "0"),
)
DONE = ("LMSSetValue", "cmi.core.lesson_status", "completed", "true", "0")
SCORE = ("LMSSetValue", "cmi.core.score.raw", "80", "true", "0")
PLACE = ("LMSSetValue", "cmi.core.lesson_location", "3", "true", "0")
SUSPEND = ("LMSSetValue", "cmi.core.exit", "suspend", "true", "0")
TAKEN = ("commit", "I", "#1 manual", "applied", "200")


def told(at, *lines, is_over=True, dropped=0):
    log = Log([line if isinstance(line, Line) else Line(at, *line) for line in lines], dropped, False)
    return [each.oddity for each in findings(log, is_12=True, is_over=is_over)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([BEGIN, SCORE, DONE, SAVE, TAKEN, END], []),
        ([], [Oddity.SILENT]),
        ([BEGIN, DONE, SAVE], [Oddity.NEVER_ENDED]),
        ([BEGIN, DONE], [Oddity.NEVER_ENDED, Oddity.NEVER_SAVED]),
        ([BEGIN, SCORE, END], [Oddity.NO_STATUS]),
        ([BEGIN, DONE, SCORE, END], [Oddity.STATUS_BEFORE_SCORE]),
        (
            [BEGIN, PLACE, ("LMSSetValue", "cmi.core.lesson_status", "incomplete", "true", "0"), END],
            [Oddity.NOT_SUSPENDED],
        ),
        ([BEGIN, PLACE, ("LMSSetValue", "cmi.core.lesson_status", "incomplete", "true", "0"), SUSPEND, END], []),
        ([BEGIN, DONE, END, ("commit", "I", "#1", "invalid", "422")], [Oddity.REFUSED_BY_SERVER]),
        ([BEGIN, DONE, END, ("commit", "I", "#1", "superseded", "409")], [Oddity.SUPERSEDED]),
        ([BEGIN, DONE, END, ("commit", "I", "#1", "–", "")], [Oddity.LINE_DOWN]),
        ([BEGIN, DONE, END, ("script", "a.js:3", "kaputt", "", "")], [Oddity.SCRIPT_BROKE]),
        (
            [("LMSSetValue", "cmi.core.exit", "", "false", "301")],
            [
                Oddity.NOT_BEGUN,
                Oddity.NO_STATUS,
                Oddity.BEFORE_BEGIN,
                Oddity.CALLS_FAILED,
                Oddity.ERRORS_UNREAD,
                Oddity.NEVER_SAVED,
            ],
        ),
        (
            [BEGIN, DONE, END, ("LMSSetValue", "cmi.core.exit", "", "false", "301")],
            [Oddity.AFTER_END, Oddity.CALLS_FAILED, Oddity.ERRORS_UNREAD],
        ),
    ],
)
def test_what_is_odd_is_told_the_most_telling_first(at, lines, expected):
    assert told(at, *lines) == expected


def test_a_value_that_is_too_long_is_named(at):
    long = Line(at, "LMSSetValue", "cmi.suspend_data", "x" * 500, "false", "405", asked=1, value_length=70_000)
    assert told(at, BEGIN, long, DONE, END) == [Oddity.TOO_LONG, Oddity.CALLS_FAILED]


def test_nothing_is_claimed_to_be_missing_where_lines_are(at):
    assert told(at, BEGIN, DONE, dropped=5) == [Oddity.INCOMPLETE]


def test_a_package_that_is_still_open_may_yet_say_goodbye(at):
    assert told(at, BEGIN, DONE, is_over=False) == []


def test_asking_for_what_was_never_set_is_no_fault_in_scorm_2004(at):
    asked = Line(at, "GetValue", "cmi.location", "", "", "403")
    assert not asked.is_refused
    begun, ended = Line(at, "Initialize", "", "", "true", "0"), Line(at, "Terminate", "", "", "true", "0")
    done = Line(at, "SetValue", "cmi.completion_status", "completed", "true", "0")
    assert findings(Log([begun, asked, done, ended], 0, False), is_12=False, is_over=True) == []
    assert Line(at, "LMSSetValue", "cmi.core.student_name", "x", "false", "403").is_refused
