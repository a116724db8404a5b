"""
The contract with a real server, or with whatever claims to be one: BBB_TEST_SERVER=url#secret.

Makes meetings of its own and ends them; touches nothing else.
"""

import time
import uuid
from urllib.parse import urlsplit

import pytest
import requests

from live_sessions.bbb.client import Algorithm, RequestRefused, Role, Slides
from live_sessions.bbb.named import NamedClient
from tests.live_sessions.wire import SECRET, SERVER

pytestmark = pytest.mark.skipif(not SERVER, reason="BBB_TEST_SERVER=url#secret names no server")


@pytest.fixture(autouse=True)
def _line_to_the_server(socket_enabled):
    pass


@pytest.fixture
def client():
    return NamedClient(base_url=SERVER, secret=SECRET, algorithm=Algorithm.SHA256)


@pytest.fixture
def meeting(client):
    meeting_id = f"lb-test-{uuid.uuid4()}"
    created = client.create(meeting_id, name="Lernbrücke – Prüfung & Test", metadata={"Lb-Test": "ja"})
    yield created
    try:
        client.end(meeting_id)
    except RequestRefused as refused:
        assert refused.message_key == "notFound"  # noqa: PT017  the test has ended it


def key_of(call):
    with pytest.raises(RequestRefused) as refused:
        call()
    return refused.value.message_key


def test_it_says_its_version_and_the_time(client):
    version = client.version()

    assert (version.api_version[:2], version.clock_offset_seconds is None) == ("2.", False)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_it_takes_every_algorithm(algorithm):
    listed = NamedClient(base_url=SERVER, secret=SECRET, algorithm=algorithm).meetings()

    assert isinstance(listed.meetings, tuple)


def test_a_wrong_secret_is_refused():
    stranger = NamedClient(base_url=SERVER, secret="falsch", algorithm=Algorithm.SHA256)

    assert key_of(stranger.meetings) == "checksumError"


def test_a_meeting_is_made_once_and_known_afterwards(client, meeting):
    again = client.create(meeting.meeting_id, name="Lernbrücke – Prüfung & Test", metadata={"Lb-Test": "ja"})
    info = client.meeting_info(meeting.meeting_id)

    assert (meeting.is_duplicate, again.is_duplicate) == (False, True)
    assert (again.create_time, again.internal_meeting_id) == (meeting.create_time, meeting.internal_meeting_id)
    assert (info.create_time, info.name, info.attendees) == (meeting.create_time, "Lernbrücke – Prüfung & Test", ())
    assert (info.metadata["lb-test"], info.is_running) == ("ja", False)
    assert abs(meeting.created_at.timestamp() - time.time() - (meeting.clock_offset_seconds or 0)) < 15


def test_a_meeting_stands_in_the_list(client, meeting):
    assert meeting.meeting_id in {one.meeting_id for one in client.meetings().meetings}


def test_nobody_is_in_a_fresh_or_an_unknown_meeting(client, meeting):
    assert [client.is_meeting_running(one) for one in (meeting.meeting_id, "lb-test-unknown")] == [False, False]


def test_an_unknown_meeting_is_not_found(client):
    assert key_of(lambda: client.meeting_info(f"lb-test-{uuid.uuid4()}")) == "notFound"


def test_joining_leads_into_a_room_on_the_same_server(client, meeting):
    url = client.join_url(
        meeting.meeting_id,
        full_name="Prüfung Ä & +",
        user_id="u-lb-test",
        role=Role.VIEWER,
        create_time=meeting.create_time,
        parameters={"redirect": True},
    )

    joined = requests.get(url, allow_redirects=False, timeout=10)

    assert (joined.status_code in (200, 302, 303), "error" in joined.headers.get("Location", "")) == (True, False)
    place = urlsplit(joined.headers.get("Location") or url)
    assert (place.hostname or urlsplit(SERVER).hostname) == urlsplit(SERVER).hostname


def test_joining_an_older_meeting_of_the_same_name_is_refused(client, meeting):
    url = client.join_url(
        meeting.meeting_id,
        full_name="Prüfung",
        user_id="u-lb-test",
        role=Role.VIEWER,
        create_time=meeting.create_time - 1000,
        parameters={"redirect": False},
    )

    refused = requests.get(url, allow_redirects=False, timeout=10)

    assert "mismatchCreateTimeParam" in refused.text + refused.headers.get("Location", "")


def test_slides_come_with_a_meeting(client):
    meeting_id = f"lb-test-{uuid.uuid4()}"

    created = client.create(meeting_id, name="Folien", slides=[Slides("leer.txt", content=b"Hallo")])

    assert (created.meeting_id, created.is_duplicate) == (meeting_id, False)
    client.end(meeting_id)


def test_an_ended_meeting_is_gone_soon(client, meeting):
    client.end(meeting.meeting_id)

    for _ in range(20):
        if meeting.meeting_id not in {one.meeting_id for one in client.meetings().meetings}:
            break
        time.sleep(0.5)
    assert key_of(lambda: client.meeting_info(meeting.meeting_id)) == "notFound"


def test_a_meeting_without_recordings_has_none(client, meeting):
    assert client.recordings(meeting_ids=[meeting.meeting_id]) == ()


def test_an_unknown_recording_is_not_found(client):
    assert key_of(lambda: client.delete_recordings(["lb-test-unknown"])) == "notFound"


def test_chat_needs_a_meeting(client):
    assert key_of(lambda: client.send_chat_message("lb-test-unknown", "Hallo")) in ("meetingNotFound", "notFound")


def test_a_hook_is_registered_once_listed_and_removed(client, meeting):
    callback = f"https://lernbruecke.example/hook/{uuid.uuid4()}"
    try:
        first = client.create_hook(callback, meeting_id=meeting.meeting_id)
    except RequestRefused as refused:
        pytest.skip(f"this server has no webhooks ({refused.message_key})")

    second = client.create_hook(callback, meeting_id=meeting.meeting_id)
    listed = {hook.hook_id: hook for hook in client.hooks(meeting_id=meeting.meeting_id)}
    client.destroy_hook(first.hook_id)

    assert (first.is_existing, second.is_existing, second.hook_id) == (False, True, first.hook_id)
    assert listed[first.hook_id].callback_url == callback
    assert key_of(lambda: client.destroy_hook(first.hook_id)) == "destroyMissingHook"
