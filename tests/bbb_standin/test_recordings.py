"""Recordings: what is listed, and what may be done with it."""

import pytest

from bbb_standin import clip, lobby
from tests.bbb_standin.conftest import START, Bench, key


@pytest.fixture
def shelf(bench: Bench) -> Bench:
    """A stand-in with three recordings, r0 the oldest."""
    for number in range(3):
        bench.standin.add_recording(
            meeting_id=f"m-{number}",
            name=f"Evening {number} & more",
            start=START + number,
            end=START + 5_400_000,
            metadata={"course": "a" if number else "b"},
        )
    return bench


def ids(root) -> list[str]:
    return [one.text for one in root.iter("meetingID")]


def record_id(shelf: Bench, number: int = 0) -> str:
    return list(shelf.standin.archive.recordings)[number]


def recorded(bench: Bench, **params: object) -> Bench:
    bench.create(record="true", autoStartRecording="true", **params)
    bench.do(bench.enter("Frau Weber", role="MODERATOR"), "end")
    bench.wait(1)
    return bench


def states(bench: Bench, **params: object) -> list[str]:
    return [one.text for one in bench.call("getRecordings", meetingID="m-1", **params).iter("state")]


def test_a_recording_is_unreported_then_processing_then_published(bench):
    recorded(bench)
    assert states(bench, state="any") == []
    bench.wait(16)
    assert (states(bench, state="any"), states(bench)) == (["processing"], [])
    bench.wait(15)
    assert states(bench) == ["published"]


def test_a_recording_can_be_delayed(bench):
    bench.standin.faults = bench.standin.faults.changed({"recording_delay_s": 600})
    recorded(bench).wait(300)
    assert states(bench, state="any") == []
    bench.wait(400)
    assert states(bench) == ["published"]


def test_unwanted_formats_are_left_out(bench):
    recorded(bench, **{"meta_bbb-disable-recording-formats": "podcast"}).wait(60)
    assert [one.text for one in bench.call("getRecordings").iter("type")] == ["presentation"]


def test_without_recordings_the_answer_is_a_success_that_says_so(bench):
    root = bench.call("getRecordings", meetingID="m-1")
    assert (root.findtext("returncode"), root.findtext("messageKey")) == ("SUCCESS", "noRecordings")


def test_without_an_id_the_whole_server_is_listed_newest_first(shelf):
    assert ids(shelf.call("getRecordings")) == ["m-2", "m-1", "m-0"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"meetingID": "m-0,m-2"}, ["m-2", "m-0"]),
        ({"meta_course": "a"}, ["m-2", "m-1"]),
        ({"limit": 2}, ["m-2", "m-1"]),
        ({"limit": 2, "offset": 2}, ["m-0"]),
        ({"offset": 9}, []),
        ({"state": "unpublished"}, []),
        ({"state": "published,unpublished"}, ["m-2", "m-1", "m-0"]),
    ],
)
def test_the_list_is_narrowed(shelf, given, wanted):
    assert ids(shelf.call("getRecordings", **given)) == wanted


def test_the_beginning_of_a_record_id_is_enough_to_find_it(shelf):
    assert ids(shelf.call("getRecordings", recordID=record_id(shelf)[:40])) == ["m-0"]
    assert key(shelf.call("deleteRecordings", recordID=record_id(shelf)[:40])) == "notFound"


def test_an_unknown_state_is_refused(shelf):
    assert key(shelf.call("getRecordings", state="lost")) == "validationError"


def test_a_recording_is_hidden_and_shown(shelf):
    one = record_id(shelf)
    assert shelf.call("publishRecordings", recordID=one, publish="false").findtext("published") == "false"
    hidden = shelf.call("getRecordings", recordID=one)
    assert (hidden.findtext(".//state"), hidden.findtext(".//published")) == ("unpublished", "false")
    shelf.call("publishRecordings", recordID=one, publish="true")
    assert shelf.call("getRecordings", recordID=one).findtext(".//state") == "published"


def test_a_deleted_recording_is_gone_from_the_list_and_known_as_deleted(shelf):
    one = record_id(shelf)
    assert shelf.call("deleteRecordings", recordID=one).findtext("deleted") == "true"
    assert ids(shelf.call("getRecordings")) == ["m-2", "m-1"]
    assert ids(shelf.call("getRecordings", state="deleted")) == ["m-0"]
    assert key(shelf.call("deleteRecordings", recordID=one)) == "notFound"


def test_metadata_of_a_recording_is_changed_and_taken_away(shelf):
    one = record_id(shelf)
    shelf.call("updateRecordings", recordID=one, meta_Title="New", meta_course="")
    metadata = shelf.call("getRecordings", recordID=one).find(".//metadata")
    assert [(entry.tag, entry.text) for entry in metadata] == [("title", "New")]


@pytest.mark.parametrize("call", ["publishRecordings", "deleteRecordings", "updateRecordings"])
def test_what_does_not_exist_is_not_found_and_no_id_is_a_mistake(bench, call):
    assert key(bench.call(call, recordID="none", publish="true")) == "notFound"
    assert key(bench.call(call, publish="true")) == "missingParamRecordID"


def test_a_published_recording_has_captions(shelf):
    answer = shelf.ask("getRecordingTextTracks", recordID=record_id(shelf))
    assert b'"lang": "ar"' in answer.body


def test_recordings_and_hooks_survive_a_restart_of_the_process(tmp_path):
    first = Bench(data=tmp_path / "standin.sqlite3")
    first.call("hooks/create", callbackURL="http://lms.example/hook", eventID="user-joined")
    recorded(first).wait(60)
    first.standin.stop()
    second = Bench(data=tmp_path / "standin.sqlite3")
    assert states(second) == ["published"]
    assert second.standin.registry.hooks == first.standin.registry.hooks
    second.standin.stop()


def test_the_shelf_holds_a_bounded_number(bench, monkeypatch):
    monkeypatch.setattr("bbb_standin.recordings.MOST_RECORDINGS", 2)
    for number in range(4):
        bench.standin.add_recording(meeting_id="m-1", name="Abc", start=number, end=9, metadata={})
    assert [one.start for one in bench.standin.archive.recordings.values()] == [2, 3]


def test_what_is_said_of_size_and_length_is_true_of_what_plays(bench):
    recorded(bench).wait(60)
    told = {one.findtext("type"): one for one in bench.call("getRecordings").iter("format")}

    heard = lobby.sound(bench.standin, next(iter(bench.standin.archive.recordings)), "").body
    assert int(told["podcast"].findtext("size")) == len(heard)
    assert len(heard) / clip.RATE == pytest.approx(clip.LENGTH_S, abs=0.1)  # one byte a sample, and a small head
    assert {one.findtext("length") for one in told.values()} == {"0"}  # whole minutes
