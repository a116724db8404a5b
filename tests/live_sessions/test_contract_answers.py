"""Every sample answer that lies beside the checkout becomes what it says."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring

from live_sessions.bbb import answers
from live_sessions.bbb.client import Attendee, HookInfo, RequestRefused, Slides
from live_sessions.bbb.slides import body
from live_sessions.bbb.transport import Reply
from tests.live_sessions.wire import CONTRACT

pytestmark = pytest.mark.skipif(CONTRACT is None, reason="sample answers are not here")

READERS = {
    "create": lambda answer: answers.created(answer, meeting_id="asked"),
    "getmeetings": answers.meetings,
    "getmeetinginfo": lambda answer: answers.meeting(answer.root),
    "getrecordings": answers.recordings,
    "getrecordingtexttracks": answers.text_tracks,
    "hookslist": answers.hooks,
    "hookscreate": answers.hook_created,
    "apiversion": answers.version,
    "ismeetingrunning": lambda answer: answers.is_true(answer.root, "running"),
    "publishrecordings": lambda answer: answers.is_true(answer.root, "published"),
    "deleterecordings": lambda answer: answers.is_true(answer.root, "deleted"),
    "updaterecordings": lambda answer: answers.is_true(answer.root, "updated"),
    "hooksdestroy": lambda answer: answers.is_true(answer.root, "removed"),
}
# Request bodies, a page cut off in its middle, and calls that a server cannot make.
NO_ANSWERS = ("request", "insert_document_p", "insert_document_c", "presentation_with", "client_settings", "pre_upload")
OTHER_CALLS = ("feedback_response",)


def sample(name):
    return answers.read("call", Reply(200, (CONTRACT / name).read_bytes(), None))


def samples():
    if CONTRACT is None:
        return []
    found = [
        path for folder in ("bbb-docs", "bbb-api-php", "littleredbutton") for path in (CONTRACT / folder).iterdir()
    ]
    return sorted(
        str(path.relative_to(CONTRACT))
        for path in found
        if not path.name.lower().startswith(NO_ANSWERS) and not any(call in path.name for call in OTHER_CALLS)
    )


def said(name):
    content = (CONTRACT / name).read_bytes()
    if name.endswith(".json"):
        return json.loads(content)["response"]
    return {child.tag: (child.text or "").strip() for child in fromstring(content)}


@pytest.mark.parametrize("name", samples())
def test_a_sample_is_a_typed_answer_or_a_named_refusal(name):
    plain = said(name)
    if plain["returncode"] == "FAILED":
        with pytest.raises(RequestRefused) as refused:
            sample(name)
        assert refused.value.message_key == plain.get("messageKey", "unknown")
        return
    answer = sample(name)
    key = name.split("/")[1].lower().removeprefix("responses-").replace("_", "")
    reader = next((READERS[call] for call in sorted(READERS, key=len, reverse=True) if key.startswith(call)), None)
    if reader is None:
        assert key.startswith(("join", "end", "insert", "send", "put", "get", "learning"))
        return
    found = reader(answer)
    assert found is True or is_dataclass(found) or isinstance(found, tuple)
    if is_dataclass(found) and "meetingID" in plain:
        assert found.meeting_id == plain["meetingID"]


def test_a_meeting_keeps_its_people_and_none_of_its_passwords():
    meeting = answers.meeting(sample("bbb-api-php/responses-get_meeting_info_with_breakout_rooms.xml").root)

    assert (len(meeting.attendees), meeting.participant_count, meeting.is_running) == (4, 2, True)
    assert meeting.attendees[1] == Attendee(
        user_id="xi7y7gpmyq1g",
        full_name="Barrett Kutch",
        role="MODERATOR",
        is_presenter=False,
        is_listening_only=False,
        has_joined_voice=True,
        has_video=False,
        client_type="FLASH",
        custom_data={"skipCheck": "true", "backgroundColor": "#FF0033", "customStyle": "a:focus{color:#0181eb}"},
    )
    assert meeting.created_at == datetime(2016, 1, 19, 12, 25, 17, 376000, tzinfo=UTC)
    assert meeting.breakout_ids == ("breakout-room-id-1", "breakout-room-id-2", "breakout-room-id-3")
    everything = repr([getattr(meeting, one.name) for one in fields(meeting)])
    assert ("dbfc7207321527bbb870c82028" in everything, "Ernie" in everything) == (False, False)


def test_a_breakout_room_names_its_parent():
    room = answers.meeting(sample("bbb-api-php/responses-get_meeting_info_breakout_room.xml").root)

    assert (room.is_breakout, room.parent_meeting_id, room.breakout_sequence) == (True, "ParentMeetingId", 1)


@pytest.mark.parametrize(
    ("name", "count"), [("bbb-docs/getMeetings_1.xml", 1), ("bbb-api-php/responses-get_meetings.xml", 3)]
)
def test_one_meeting_is_a_list_too(name, count):
    assert len(answers.meetings(sample(name)).meetings) == count


def test_a_recording_keeps_every_format_and_its_preview():
    recordings = answers.recordings(sample("bbb-api-php/responses-get_recordings.xml"))

    first = recordings[0]
    assert [one.kind for one in first.formats] == ["podcast", "presentation"]
    assert (first.formats[0].minutes, first.formats[0].size_bytes, first.state) == (632, 10500, "published")
    assert first.formats[1].previews[0].text == "Welcome"
    assert first.metadata["bn-origin"] == "Moodle"
    assert answers.recordings(sample("bbb-api-php/responses-get_recordings_no_recordings.xml")) == ()


def test_hooks_keep_their_meeting():
    hooks = answers.hooks(sample("bbb-api-php/responses-hooks_list.xml"))

    expected = HookInfo("1", "http://postcatcher.in/catchers/abcdefghijk", "my-meeting", (), False, False)
    assert (hooks[0], hooks[1].meeting_id) == (expected, "")


def test_our_slides_are_spelled_as_other_clients_spell_them():
    ours = fromstring(body([Slides("a.png", url="https://demo.bigbluebutton.org/bigbluebutton.png", is_current=True)]))
    theirs = fromstring((CONTRACT / "bbb-api-php/requests-insert_document_presentations_with_options.xml").read_bytes())

    ours_document, theirs_document = ours.find("module/document"), theirs.find("module/document")
    assert (ours.tag, ours.find("module").attrib) == (theirs.tag, theirs.find("module").attrib)
    assert ours_document.attrib == {**theirs_document.attrib, "filename": "a.png"}
