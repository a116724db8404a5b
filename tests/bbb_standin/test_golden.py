"""Our answers beside those of real servers: the same elements, in the same order."""

import json

import pytest
from defusedxml.ElementTree import fromstring, parse

from tests.bbb_standin.conftest import START, Bench
from tests.bbb_standin.test_callbacks import ALL, ended, events, hooked

DOCS, PHP, FORK = "bbb-docs/", "bbb-api-php/responses-", "littleredbutton/"


def shape(element) -> list:
    """Return names only, of repeated children the first, without what callers themselves named."""
    seen: dict[str, object] = {}
    for child in element:
        seen.setdefault(child.tag, [] if child.tag in {"metadata", "customdata"} else shape(child))
    return list(seen.items())


def full(bench: Bench) -> Bench:
    """A meeting with two people, one recording and one hook."""
    bench.create(record="true", autoStartRecording="true")
    bench.enter("Frau Weber", role="MODERATOR", **{"userdata-a": "b"})
    bench.enter("Amina")
    bench.standin.add_recording(meeting_id="m-0", name="Earlier", start=START, end=START + 60_000, metadata={"a": "b"})
    bench.call("hooks/create", callbackURL="http://lms.example/hook", meetingID="m-1")
    return bench


SAME = [
    (f"{DOCS}create_1.xml", "create", {"meetingID": "m-1", "name": "Abc"}),
    (f"{PHP}create_meeting.xml", "create", {"meetingID": "m-1", "name": "Abc"}),
    (f"{FORK}create_meeting_not_unique_error.xml", "create", {"meetingID": "m-1", "name": "Abc", "attendeePW": "xx"}),
    (f"{DOCS}isMeetingRunning_1.xml", "isMeetingRunning", {"meetingID": "m-1"}),
    (f"{DOCS}end_1.xml", "end", {"meetingID": "m-1"}),
    (f"{PHP}end_meeting.xml", "end", {"meetingID": "m-1"}),
    (f"{PHP}join_meeting.xml", "join", {"meetingID": "m-1", "fullName": "A", "role": "VIEWER", "redirect": "false"}),
    (f"{PHP}send_chat_message.xml", "sendChatMessage", {"meetingID": "m-1", "message": "Hi"}),
    (f"{PHP}send_chat_message_failed.xml", "sendChatMessage", {"meetingID": "none", "message": "Hi"}),
    (f"{PHP}get_recordings_no_recordings.xml", "getRecordings", {"meetingID": "none"}),
    (f"{PHP}delete_recordings_not_found.xml", "deleteRecordings", {"recordID": "none"}),
    (f"{PHP}publish_recordings_not_found.xml", "publishRecordings", {"recordID": "none", "publish": "true"}),
    (f"{PHP}hooks_create_existing.xml", "hooks/create", {"callbackURL": "http://lms.example/hook"}),
    (f"{PHP}hooks_create.xml", "hooks/create", {"callbackURL": "http://lms.example/other"}),
    (f"{PHP}hooks_destroy.xml", "hooks/destroy", {"hookID": "1"}),
    (f"{PHP}hooks_destroy_failed_not_found.xml", "hooks/destroy", {"hookID": "9"}),
    (f"{PHP}hooks_destroy_failed_no_id.xml", "hooks/destroy", {}),
]


@pytest.mark.parametrize(("sample", "call", "params"), SAME, ids=[row[0] for row in SAME])
def test_an_answer_has_the_elements_of_the_real_one_in_its_order(contract, bench, sample, call, params):
    ours, real = full(bench).call(call, **params), parse(contract / sample).getroot()
    assert shape(ours) == shape(real)
    assert (ours.findtext("returncode"), ours.findtext("messageKey")) == (
        real.findtext("returncode"),
        real.findtext("messageKey"),
    )


@pytest.mark.parametrize("sample", [f"{DOCS}getMeetingInfo_1.xml", f"{PHP}get_meeting_info.xml"])
def test_a_meeting_has_every_element_of_the_real_one(contract, bench, sample):
    ours = dict(shape(full(bench).call("getMeetingInfo", meetingID="m-1")))
    real = dict(shape(parse(contract / sample).getroot()))
    assert set(ours) == set(real)
    assert {name for name, _ in dict(real["attendees"])["attendee"]} <= {
        name for name, _ in dict(ours["attendees"])["attendee"]
    }


def test_a_meeting_in_the_list_is_the_meeting_alone(contract, bench):
    alone = full(bench).call("getMeetingInfo", meetingID="m-1")
    listed = bench.call("getMeetings").find("meetings/meeting")
    assert shape(alone)[1:] == shape(listed)
    real = parse(contract / f"{DOCS}getMeetings_1.xml").getroot().find("meetings/meeting")
    assert [name for name, _ in shape(listed)] == [name for name, _ in shape(real)]


def test_a_breakout_room_has_the_elements_of_a_real_one(contract, bench):
    bench.create()
    bench.create("b-1", isBreakout="true", parentMeetingID="m-1", sequence=1)
    real = parse(contract / f"{PHP}get_meeting_info_breakout_room.xml").getroot()
    assert {one.tag for one in bench.call("getMeetingInfo", meetingID="b-1")} == {one.tag for one in real}


def test_a_recording_has_every_element_of_the_real_one_but_previews(contract, bench):
    ours = full(bench).call("getRecordings").find(".//recording")
    real = parse(contract / f"{DOCS}getRecordings_1.xml").getroot().find(".//recording")
    assert [one.tag for one in ours] == [one.tag for one in real]
    wanted = {one.tag for one in real.findall(".//format/*")} - {"preview"}
    assert wanted <= {one.tag for one in ours.findall(".//format/*")}


def test_a_hook_in_the_list_has_the_elements_of_a_real_one(contract, bench):
    ours = full(bench).call("hooks/list").find("hooks/hook")
    real = parse(contract / f"{PHP}hooks_list.xml").getroot().find("hooks/hook")
    assert {one.tag for one in ours} == {one.tag for one in real} - {"eventID"}


@pytest.mark.parametrize("sample", ["bbb-docs/Pre_upload_Slides_1.xml", "bbb-api-php/insert_document_case_3.xml"])
def test_bodies_that_real_clients_send_are_understood(contract, bench, sample):
    bench.create()
    body = (contract / sample).read_bytes()
    assert bench.call("insertDocument", meetingID="m-1", body=body).findtext("returncode") == "SUCCESS"
    assert len(bench.standin.world.find("m-1").slides) == len(list(fromstring(body).iter("document")))


def keys(value) -> object:
    """Return the names in a JSON value, of lists those of the first entry."""
    if isinstance(value, dict):
        return {name: None if name in {"metadata", "userdata"} else keys(one) for name, one in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None


def test_events_have_the_members_of_real_ones(contract):
    bench = hooked()
    ended(bench, record="true").wait(60)
    bench.create("m-2")
    trainer = bench.enter("Frau Weber", role="MODERATOR", meeting_id="m-2")
    for act, form in (("chat", {"text": "Hi"}), ("hand", {}), ("microphone", {}), ("ask", {"text": "?", "kind": "4"})):
        bench.do(trainer, act, **form)
    bench.do(trainer, "vote", answer=1)
    bench.wait(20)
    lines = (contract / "bbb-webhooks/mapped-events.jsonl").read_text(encoding="utf-8").splitlines()
    real = {one["id"]: keys(one) for one in (json.loads(line)["data"] for line in lines)}
    ours = {one["id"]: keys(one) for one in events(bench)}
    both = set(real) & set(ours)
    assert both >= {"meeting-created", "user-joined", "user-left", "meeting-ended", "chat-group-message-sent",
                    "user-raise-hand-changed", "poll-started", "poll-responded"}  # fmt: skip
    assert {name: ours[name] for name in both} == {name: real[name] for name in both}


def test_analytics_have_the_members_of_real_ones(contract, bench):
    ended(bench, **ALL).wait(60)
    ours = json.loads(bench.sent_kinds("analytics")[0].body)
    newest = json.loads((contract / "analytics/pilos859_2025_head.json").read_text(encoding="utf-8"))
    older = json.loads((contract / "analytics/elos_2023_trimmed.json").read_text(encoding="utf-8"))
    assert set(newest) == set(ours)
    attendee = ours["data"]["attendees"][0]
    assert set(newest["data"]["attendees"][0]) | set(older["data"]["attendees"][0]) == set(attendee)
    assert set(older["data"]["attendees"][0]["engagement"]) == set(attendee["engagement"])
    steps = next(iter(older["data"]["attendees"][0]["sessions"].values()))
    amina = next(one for one in ours["data"]["attendees"] if one["ext_user_id"] == "u-amina")
    assert keys(steps) == keys(next(iter(amina["sessions"].values())))
