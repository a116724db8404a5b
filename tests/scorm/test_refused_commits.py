"""A commit that cannot be stored is kept as it came: support reads it, and the person's data export holds it."""

import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from scorm import bootstrap, subject_data
from scorm.actions import commits, refused_commits, retention
from scorm.models import CommitLog, RefusedCommit, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import body, open_launch, registered

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BAD = {"cmi.suspend_data": 7, "cmi.core.lesson_location": "3"}


@pytest.fixture
def launch():
    return open_launch(registered(), AT)


def sent(launch, seq=1, changes=BAD, **more):
    return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=AT)


def test_a_commit_that_cannot_be_stored_is_kept_with_the_reason(launch):
    assert sent(launch).status_code == 422
    row = RefusedCommit.objects.get()
    assert (row.launch_id, row.received_at, row.reasons) == (launch.pk, AT, {"cmi.suspend_data": "text expected"})
    assert json.loads(row.body)["set"] == BAD


def test_the_same_commit_sent_again_for_another_reason_is_one(launch):
    for trigger in ("manual", "pagehide", "replay"):
        assert sent(launch, trigger=trigger).status_code == 422
    assert RefusedCommit.objects.count() == 1


@pytest.mark.parametrize("raw", [b"", b"[]", b"7", b"{", b'{"v": 1}', b"\xff\x00", b"[" * 100_000])
def test_what_is_no_commit_at_all_is_kept_too(launch, raw):
    assert commits.apply(token=launch.token, body=raw, at=AT).status_code == 422
    assert RefusedCommit.objects.get().body == raw.decode("utf-8", "replace").replace("\0", "\ufffd")


def test_elements_that_no_database_takes_are_named_all_the_same(launch):
    assert sent(launch, changes={"cmi.\x00\ud800": "x"}).status_code == 422
    assert RefusedCommit.objects.get().reasons == {"cmi.\ufffd\ufffd": "not an element"}


def test_a_launch_in_a_loop_fills_no_table(launch, monkeypatch):
    monkeypatch.setattr(refused_commits, "MOST", 2)
    for seq in range(1, 5):
        assert sent(launch, seq).status_code == 422
    assert RefusedCommit.objects.count() == 2


def test_a_commit_that_is_stored_leaves_nothing(launch):
    assert sent(launch, changes={"cmi.core.lesson_location": "3"}).status_code == 200
    assert RefusedCommit.objects.count() == 0


def test_what_comes_without_the_token_of_the_launch_is_not_kept(launch):
    other = open_launch(registered(), AT)
    for token in ("x", other.token.replace(other.token[32:44], "0" * 12)):
        commits.apply(token=token, body=body(launch, 1, BAD), at=AT)
    assert RefusedCommit.objects.count() == 0


def test_what_its_owner_hands_in_and_cannot_be_stored_is_kept_for_nobody_else(launch):
    raw = body(launch, 1, BAD)
    for user, count in ((UserFactory(), 0), (launch.attempt.registration.user, 1)):
        assert commits.apply_replay(user=user, body=raw, at=AT).status_code == 422
        assert RefusedCommit.objects.count() == count


def over_http(launch, raw, **headers):
    host = launch.url.split("/")[2]
    client = Client(headers={"host": host, "origin": f"http://{host}"})
    return client.post(f"/l/{launch.token}/commit", raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("raw", "headers", "reason"),
    [
        (b"x" * 1_000_001, {}, "too_large"),
        (b"x", {"content-encoding": "br"}, "encoding"),
        (zlib.compress(b"{}")[:-2], {"content-encoding": "deflate"}, "truncated"),
    ],
)
def test_a_body_that_cannot_be_read_leaves_a_note(launch, raw, headers, reason):
    assert over_http(launch, raw, **headers).status_code in (413, 415, 422)
    row = RefusedCommit.objects.get()
    assert (row.body, row.reasons) == ("", {"body": reason})


def test_what_follows_whole_is_stored(launch):
    sent(launch)
    assert sent(launch, 2, {"cmi.core.lesson_location": "4"}, full=True).answer["status"] == "applied"
    assert ScoState.objects.get().doc == {"cmi.core.lesson_location": "4"}


def seed(launch):
    return bootstrap.seed(ScoState.objects.get(), launch.attempt.version.is_2004)


def test_what_was_refused_leaves_what_was_stored_before(launch):
    sent(launch, 1, {"cmi.suspend_data": "good", "cmi.core.lesson_location": "1", "cmi.comments": "noch da"})
    assert sent(launch, 2, {"cmi.suspend_data": 7}).status_code == 422
    after = {"cmi.core.lesson_location": "2"}
    assert sent(launch, 3, after, full=True, keep=["cmi.suspend_data"]).answer["status"] == "applied"
    assert seed(launch) == {"cmi.suspend_data": "good", "cmi.core.lesson_location": "2"}
    sent(launch, 4, {"cmi.suspend_data": "new"}, full=True, keep=["cmi.suspend_data"])  # what it names, it says
    assert seed(launch) == {"cmi.suspend_data": "new"}


ALL = {1: {"id": "q1", "time": "10:00"}, 2: {"id": "q2"}}


def answer(idx, **fields):
    return {"idx": idx, "set": fields}


@pytest.mark.parametrize(
    ("keep", "rows"),
    [
        ([], {0: {"id": "new"}}),
        (["cmi.interactions.0.student_response"], {0: {"id": "new", "student_response": "a"}}),
        (["cmi.interactions.1.time"], {0: {"id": "new"}, 1: {"time": "10:00"}}),
        (["cmi.interactions.1"], {0: {"id": "new"}, 1: {"id": "q1", "time": "10:00"}}),
        (["cmi.interactions.1-9", "cmi.interactions.1.id"], {0: {"id": "new"}, 1: ALL[1], 2: ALL[2]}),
        (["*"], {0: {"id": "new"}, 1: {"id": "q1", "time": "10:00"}, 2: {"id": "q2"}}),
    ],
)
def test_of_answers_stays_what_a_whole_document_does_not_speak_of(launch, keep, rows):
    first = [answer(0, id="q0", student_response="a"), answer(1, id="q1", time="10:00"), answer(2, id="q2")]
    sent(launch, 1, {}, inter=first)
    sent(launch, 2, {}, full=True, inter=[answer(0, id="new")], keep=keep)
    assert seed(launch) == {
        f"cmi.interactions.{idx}.{name}": text for idx, fields in rows.items() for name, text in fields.items()
    }


@pytest.mark.parametrize("keep", ["cmi.suspend_data", [7], {"cmi.suspend_data": "x"}, ["x"] * 10_001])
def test_what_stays_is_named_in_a_list(launch, keep):
    assert sent(launch, 1, {}, full=True, keep=keep).answer["fields"] == {"keep": "list of elements expected"}


def test_ranges_of_answers_are_few(launch):
    keep = [f"cmi.interactions.{idx}-{idx}" for idx in range(21)]
    assert sent(launch, 1, {}, full=True, keep=keep).answer["fields"] == {"keep": "at most 20 ranges"}


def test_what_stays_and_what_comes_are_together_no_more_than_two_bodies(launch, settings):
    settings.SCORM_COMMIT_MAX_BYTES = 1_000
    for seq in (1, 2):
        changes = {f"cmi.objectives.{seq}.description": "x" * 900}
        assert sent(launch, seq, changes, full=True, keep=["*"]).status_code == 200
    more = sent(launch, 3, {"cmi.objectives.3.description": "x" * 900}, full=True, keep=["*"])
    assert more.answer["fields"] == {"keep": "more than can be kept"}
    assert len(seed(launch)) == 2


LEFT_OUT = {"cmi.comments": {"bytes": 1_200_000, "begins": "Meine Notizen"}}


def test_what_is_too_large_to_come_is_noted_with_how_it_begins(launch):
    for seq in (1, 2):  # told again, it is one
        answered = sent(launch, seq, {"cmi.core.lesson_location": "3"}, full=True, left_out=LEFT_OUT)
        assert answered.answer["status"] == "applied"
    row = RefusedCommit.objects.get()
    assert (row.reasons, row.names_elements) == ({"cmi.comments": "too large: 1200000 bytes"}, True)
    assert json.loads(row.body)["left_out"] == LEFT_OUT


@pytest.mark.parametrize(
    "left_out",
    [
        [],
        {"cmi.comments": 7},
        {"cmi.comments": {"begins": "x"}},
        {"cmi.comments": {"bytes": 1}},
        {"cmi.comments": {"bytes": 1, "begins": "x" * 200_001}},
        {str(n): {"bytes": 1, "begins": ""} for n in range(51)},
    ],
)
def test_what_is_left_out_is_told_in_a_known_form(launch, left_out):
    assert sent(launch, 1, {}, full=True, left_out=left_out).status_code == 422


def test_late_work_is_offered_still_where_the_whole_that_follows_leaves_it_out(launch):
    open_launch(launch.attempt.registration, AT)
    for seq, changes in enumerate(({"cmi.suspend_data": "good"}, {"cmi.core.lesson_location": "1"}), 1):
        assert sent(launch, seq, changes).status_code == 409
    after = {"cmi.core.lesson_location": "2"}
    assert sent(launch, 3, after, full=True, trigger="replay", keep=["cmi.suspend_data"]).answer["status"] == "late"
    assert list(CommitLog.objects.filter(applied=False).values_list("seq", flat=True)) == [1]


def test_it_goes_after_thirty_days(launch):
    sent(launch)
    assert retention.remove_late_commits(at=AT + timedelta(days=29)) == 0
    assert retention.remove_late_commits(at=AT + timedelta(days=31)) == 1


def test_the_person_gets_it_with_their_data_and_it_is_erased_with_them(launch):
    sent(launch)
    person = launch.attempt.registration.user
    assert json.loads(subject_data.export(person=person)["scorm_refused"][0]["body"])["set"] == BAD
    subject_data.erase(person=person, at=AT)
    assert RefusedCommit.objects.count() == 0
