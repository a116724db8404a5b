"""A commit that cannot be stored is kept as it came: support reads it, and the person's data export holds it."""

import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from scorm import subject_data
from scorm.actions import commits, refused_commits, retention
from scorm.models import RefusedCommit, ScoState
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
