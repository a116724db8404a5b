"""What the stand-in tells the one that created a meeting: when, how often, and signed how."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.bbb_standin.conftest import SECRET, START, Bench

END, READY, ANALYTICS = "http://lms.example/end/sig", "http://lms.example/ready", "http://lms.example/analytics/sig"
ALL = {
    "meta_endCallbackUrl": END,
    "meta_bbb-recording-ready-url": READY,
    "meta_analytics-callback-url": ANALYTICS,
    "meetingKeepEvents": "true",
}


def claims(token: str, digest, secret: str = SECRET) -> dict | None:
    """Return the claims of a token; None if the secret did not sign it."""
    head, body, signature = token.split(".")
    wanted = base64.urlsafe_b64encode(hmac.new(secret.encode(), f"{head}.{body}".encode(), digest).digest())
    return json.loads(base64.urlsafe_b64decode(body + "==")) if wanted.rstrip(b"=").decode() == signature else None


def ended(bench: Bench, **params: object) -> Bench:
    """Let Amina and the trainer meet for ten minutes, and end it."""
    bench.create(**{**ALL, **params})
    trainer, learner = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Amina")
    bench.do(trainer, "record")
    bench.wait(300, step=5, looking=(trainer, learner))
    bench.do(learner, "leave")
    bench.wait(60, step=5, looking=(trainer,))
    learner = bench.enter("Amina")
    bench.wait(240, step=5, looking=(trainer, learner))
    bench.do(trainer, "end")
    bench.wait(1)
    return bench


def test_the_end_callback_is_a_get_that_says_whether_there_are_marks(bench):
    (delivery,) = ended(bench).sent_kinds("end")
    assert (delivery.url, delivery.body) == (f"{END}?recordingmarks=false", None)
    assert delivery.begins_with_probe


def test_a_recorded_meeting_says_so_at_its_end(bench):
    (delivery,) = ended(bench, record="true", meta_endCallbackUrl=f"{END}?a=1").sent_kinds("end")
    assert delivery.url == f"{END}?a=1&recordingmarks=true"


def test_the_end_callback_waits_as_bbb_web_does_and_then_gives_up(bench):
    bench.status = lambda delivery: 503
    ended(bench)
    bench.wait(600)
    tries = [
        (sent.at - bench.standin.outbox.log[0].at) // 1000 for sent in bench.standin.outbox.log if sent.kind == "end"
    ]
    assert tries == [0, 30, 90, 210, 510]


def test_a_restart_loses_end_callbacks_that_wait(bench):
    bench.status = lambda delivery: 503
    ended(bench)
    bench.standin.restart()
    bench.wait(600)
    assert len(bench.sent_kinds("end")) == 1


def test_analytics_come_once_and_are_signed_by_a_token_that_expires_in_a_day(bench):
    bench.status = lambda delivery: 500
    ended(bench).wait(60)
    (delivery,) = bench.sent_kinds("analytics")
    found = claims(delivery.headers["Authorization"].removeprefix("Bearer "), hashlib.sha512)
    assert found == {"exp": (START + 601_000) // 1000 + 24 * 3600}
    assert (delivery.url, delivery.headers["User-Agent"]) == (ANALYTICS, "BigBlueButton Analytics Callback")


def test_analytics_have_joins_and_leaves_of_each_person(bench):
    ended(bench).wait(60)
    body = json.loads(bench.sent_kinds("analytics")[0].body)
    amina = next(one for one in body["data"]["attendees"] if one["ext_user_id"] == "u-amina")
    assert amina["joins"] == ["2026-03-02T09:00:00.000+00:00", "2026-03-02T09:06:00.000+00:00"]
    assert amina["leaves"] == ["2026-03-02T09:05:00.000+00:00", "2026-03-02T09:10:01.000+00:00"]
    assert (amina["duration"], len(amina["sessions"])) == (541, 2)


def test_a_meeting_that_keeps_no_events_has_no_analytics(bench):
    ended(bench, meetingKeepEvents="false").wait(60)
    assert bench.sent_kinds("analytics") == []


def test_recording_ready_comes_once_for_each_format(bench):
    bench.status = lambda delivery: 500
    ended(bench, record="true").wait(60)
    sent = bench.sent_kinds("recording")
    record_id = next(iter(bench.standin.archive.recordings))
    tokens = [dict(parse_qsl(delivery.body.decode()))["signed_parameters"] for delivery in sent]
    assert [claims(token, hashlib.sha256) for token in tokens] == [{"meeting_id": "m-1", "record_id": record_id}] * 2


def test_what_was_only_armed_gives_no_recording(bench):
    bench.create(record="true", **ALL)
    token = bench.enter("Frau Weber", role="MODERATOR")
    bench.do(token, "end")
    bench.wait(120)
    assert (bench.sent_kinds("recording"), bench.standin.archive.recordings) == ([], {})


def test_dropped_callbacks_are_never_sent(bench):
    bench.standin.faults = bench.standin.faults.changed({"callback": "drop", "callback_kinds": ["end"]})
    ended(bench).wait(60)
    assert (len(bench.sent_kinds("end")), len(bench.sent_kinds("analytics"))) == (0, 1)


def test_doubled_callbacks_are_equal(bench):
    bench.standin.faults = bench.standin.faults.changed({"callback": "duplicate"})
    ended(bench).wait(60)
    first, second = bench.sent_kinds("analytics")
    assert (first.body, first.url) == (second.body, second.url)


def test_late_callbacks_come_later(bench):
    bench.standin.faults = bench.standin.faults.changed({"callback": "late", "late_s": 300})
    ended(bench).wait(299)
    assert bench.sent_kinds("end") == []
    bench.wait(2)
    assert len(bench.sent_kinds("end")) == 1


def test_a_forged_callback_comes_before_the_true_one_and_is_signed_by_a_stranger(bench):
    bench.standin.faults = bench.standin.faults.changed({"callback": "forge"})
    ended(bench, record="true").wait(60)
    forged, true = bench.sent_kinds("analytics")
    tokens = [one.headers["Authorization"].removeprefix("Bearer ") for one in (forged, true)]
    assert [claims(token, hashlib.sha512) is None for token in tokens] == [True, False]
    assert b"u-nobody" in forged.body
    assert [delivery.url for delivery in bench.sent_kinds("end")] == [
        "http://lms.example/end/si0?recordingmarks=true",
        f"{END}?recordingmarks=true",
    ]


@pytest.mark.parametrize(("kind", "count"), [("end", 2), ("analytics", 1), ("recording", 1), ("webhook", 1)])
def test_forged_callbacks_can_be_sent_while_a_meeting_runs(bench, kind, count):
    bench.create(**ALL)
    bench.call("hooks/create", callbackURL="http://lms.example/hook")
    bench.enter()
    assert bench.standin.forge(kind, bench.standin.world.find("m-1"), at=bench.at) == count
    bench.wait(1)
    assert bench.present() == ["Amina"]


def test_a_skewed_clock_shows_in_every_time_of_a_meeting(bench):
    bench.standin.faults = bench.standin.faults.changed({"skew_s": 600})
    ended(bench).wait(60)
    body = json.loads(bench.sent_kinds("analytics")[0].body)
    assert body["data"]["start"] == "2026-03-02T09:10:00.000+00:00"
    assert body["internal_meeting_id"].endswith(str(START + 600_000))


# Webhooks


def hooked(**params: str) -> Bench:
    bench = Bench()
    bench.call("hooks/create", callbackURL="http://lms.example/hook", **params)
    return bench


def events(bench: Bench) -> list[dict]:
    forms = [parse_qs(delivery.body.decode()) for delivery in bench.sent_kinds("webhook")]
    return [json.loads(form["event"][0])[0]["data"] for form in forms]


def test_a_webhook_is_signed_over_its_address_and_its_raw_body():
    bench = hooked()
    bench.create()
    bench.wait(1)
    (delivery,) = bench.sent
    url, _, given = delivery.url.partition("?checksum=")
    signed = f"http://lms.example/hook{delivery.body.decode()}{SECRET}"
    wanted = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
    assert (url, given) == ("http://lms.example/hook", wanted)
    assert [name for name, _ in parse_qsl(delivery.body.decode())] == ["domain", "event", "timestamp"]


def test_hooks_hear_who_comes_and_goes_but_not_who_was_there_at_the_end():
    bench = ended(hooked())
    heard = [(one["id"], one["attributes"].get("user", {}).get("external-user-id")) for one in events(bench)]
    people = [pair for pair in heard if pair[0] in {"user-joined", "user-left", "meeting-ended"}]
    assert people == [
        ("user-joined", "u-frau weber"),
        ("user-joined", "u-amina"),
        ("user-left", "u-amina"),
        ("user-joined", "u-amina"),
        ("meeting-ended", None),
    ]


def test_without_user_left_neither_hooks_nor_analytics_tell_of_a_leave():
    bench = hooked()
    bench.standin.faults = bench.standin.faults.changed({"no_user_left": True})
    ended(bench).wait(60)
    body = json.loads(bench.sent_kinds("analytics")[0].body)
    assert "user-left" not in {one["id"] for one in events(bench)}
    assert [one["leaves"] for one in body["data"]["attendees"]] == [[], []]


def test_a_hook_hears_only_the_meeting_and_the_events_it_asked_for():
    bench = hooked(meetingID="m-2", eventID="meeting-created,meeting-ended")
    for meeting_id in ("m-1", "m-2"):
        bench.create(meeting_id)
        bench.enter(meeting_id=meeting_id)
    bench.wait(1)
    heard = [(one["id"], one["attributes"]["meeting"]["external-meeting-id"]) for one in events(bench)]
    assert heard == [("meeting-created", "m-2")]


def test_events_of_one_hook_keep_their_order_while_the_first_is_tried_again():
    bench = hooked()
    bench.status = lambda delivery: 500 if delivery.attempts < 3 else 200
    bench.create()
    bench.enter()
    bench.wait(10, step=0.1)
    delivered = [sent for sent in bench.standin.outbox.log if sent.outcome == "delivered"]
    assert len(delivered) >= 2
    assert [one["id"] for one in events(bench)][:4] == ["meeting-created"] * 4


def test_a_hook_that_never_answers_is_dropped_after_five_minutes():
    bench = hooked()
    bench.status = lambda delivery: 500
    bench.create()
    bench.wait(310)
    assert (len(bench.sent_kinds("webhook")), bench.standin.registry.hooks) == (13, {})


def test_401_counts_as_delivered_for_a_webhook():
    bench = hooked()
    bench.status = lambda delivery: 401
    bench.create()
    bench.wait(60)
    assert [sent.outcome for sent in bench.standin.outbox.log] == ["delivered"]


def test_the_moving_of_a_recording_is_told():
    bench = ended(hooked(), record="true")
    bench.wait(60)
    record_id = next(iter(bench.standin.archive.recordings))
    bench.call("publishRecordings", recordID=record_id, publish="false")
    bench.call("deleteRecordings", recordID=record_id)
    bench.wait(3)
    heard = [one["id"] for one in events(bench) if one["id"].startswith("rap-")]
    assert heard == [
        "rap-archive-ended",
        "rap-sanity-ended",
        *["rap-process-started"] * 2,
        *["rap-process-ended", "rap-publish-ended"] * 2,
        "rap-unpublished",
        "rap-deleted",
    ]


def test_hooks_are_listed_and_removed(bench):
    created = bench.call("hooks/create", callbackURL="http://lms.example/a?x=1&y=2", meetingID="m-1")
    again = bench.call("hooks/create", callbackURL="http://lms.example/a?x=1&y=2")
    assert (again.findtext("messageKey"), again.findtext("hookID")) == ("duplicateWarning", created.findtext("hookID"))
    assert [one.text for one in bench.call("hooks/list").iter("callbackURL")] == ["http://lms.example/a?x=1&y=2"]
    assert bench.call("hooks/destroy", hookID="1").findtext("removed") == "true"
    assert bench.call("hooks/destroy", hookID="1").findtext("messageKey") == "destroyMissingHook"
    assert bench.call("hooks/destroy").findtext("messageKey") == "missingParamHookID"


def test_the_outbox_holds_a_bounded_number(bench, monkeypatch):
    monkeypatch.setattr("bbb_standin.outbox.MOST_WAITING", 3)
    bench.call("hooks/create", callbackURL="http://lms.example/hook")
    for number in range(10):
        bench.create(f"m-{number}")
    assert len(bench.standin.outbox) == 3


def test_no_signature_is_written_into_the_log(bench):
    ended(bench)
    assert [urlsplit(sent.url).query for sent in bench.standin.outbox.log] == [""]
