"""The contract of our client holds with servers that have nothing in common with our stand-in."""

import pytest

from live_sessions.bbb.client import Algorithm, AnswerUnusable, RequestRefused
from live_sessions.bbb.named import NamedClient
from tests.live_sessions import other_server as others
from tests.live_sessions import test_real_server as contract_of_the_client
from tests.live_sessions.other_habits import ALL
from tests.live_sessions.test_real_server import *  # noqa: F403

pytestmark = []  # the other file is skipped where no server is named
SECRET = "ein anderes Geheimnis"


@pytest.fixture(params=ALL, ids=lambda habits: habits.name)
def other(request):
    with others.serving(others.OtherServer(request.param, SECRET)) as server:
        yield server


@pytest.fixture(autouse=True)
def at_the_other(other, monkeypatch):
    monkeypatch.setattr(contract_of_the_client, "SERVER", other.address)
    monkeypatch.setattr(contract_of_the_client, "SECRET", SECRET)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_it_takes_every_algorithm(other, algorithm):
    """In place of the contract's: these take those they know, and refuse the others by the key that says so."""
    length = {Algorithm.SHA1: 40, Algorithm.SHA256: 64, Algorithm.SHA384: 96, Algorithm.SHA512: 128}[algorithm]
    client = NamedClient(base_url=other.address, secret=SECRET, algorithm=algorithm)
    if length in other.habits.digests:
        assert client.meetings().meetings == ()
    else:
        with pytest.raises(RequestRefused) as refused:
            client.meetings()
        assert refused.value.message_key == "checksumError"


def test_slides_arrive(other, client):
    client.create("mit-folien", name="Folien", slides=[contract_of_the_client.Slides("a.txt", content=b"Hallo")])
    assert other.slides == {"mit-folien": 1}


def test_who_is_in_is_told_whatever_else_is_missing(other, client):
    client.create("abend", name="Übung – 1 & 2")
    room = other.room("abend")
    other.come(room, "u-1", "Zoë <b>")
    assert [(one.user_id, one.role) for one in client.meeting_info("abend").attendees] == [("u-1", "VIEWER")]
    other.come(room, "u-2", "محمد" if other.habits.encoding != "windows-1252" else "Ñ", "MODERATOR")
    [listed] = client.meetings().meetings
    assert ({one.user_id for one in listed.attendees}, listed.participant_count) == ({"u-1", "u-2"}, 2)
    assert (listed.name, listed.is_running, client.is_meeting_running("abend")) == ("Übung – 1 & 2", True, True)


def test_a_breakout_room_says_whose_it_is(other, client):
    client.create("abend", name="Abend")
    parent = other.room("abend")
    group = other.break_out(parent, 1)
    other.come(group, "u-1-1")
    found = {one.meeting_id: one for one in client.meetings().meetings}[group.meeting_id]
    assert (found.is_breakout, found.parent_meeting_id) == (
        True,
        parent.meeting_id if other.habits.sparse else parent.internal_id,
    )


def test_every_format_of_a_recording_is_told_and_it_goes(other, client):
    other.recordings |= {"r-1": ("abend", "published"), "r-2": ("abend", "unpublished")}
    first, second = client.recordings(meeting_ids=["abend"])
    assert [one.kind for one in first.formats] == ["presentation", "video", "podcast", "statistics"] or (
        other.habits.backwards
    )
    assert {one.minutes for one in first.formats} == {61, 0}
    assert (first.ended_at - first.started_at).total_seconds() == 3600
    assert (first.metadata["meetingname"], {first.record_id, second.record_id}) == ("Übung & mehr", {"r-1", "r-2"})
    assert client.publish_recordings(["r-1"], is_published=False) is False
    assert client.delete_recordings(["r-1", "r-2"]) is True
    assert client.recordings(meeting_ids=["abend"]) == ()


def test_another_path_is_an_error_page_and_said_to_be_one(other):
    lost = NamedClient(base_url=f"{other.origin}/other/", secret=SECRET, algorithm=Algorithm.SHA256)
    with pytest.raises(AnswerUnusable) as refused:
        lost.meetings()
    assert refused.value.message_key == "httpError"
