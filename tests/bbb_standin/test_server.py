"""Over HTTP: many at once, limits, faults, switches."""

from __future__ import annotations

import hashlib
import http.client
import json
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from defusedxml.ElementTree import ParseError, fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from bbb_standin import api, options
from bbb_standin.standin import Standin
from tests.bbb_standin.conftest import SECRET, Bench

OPENER = build_opener(ProxyHandler({}))


def signed(standin: Standin, name: str, /, **params: object) -> str:
    query = urlencode(params)
    checksum = hashlib.sha256(f"{name}{query}{SECRET}".encode()).hexdigest()
    return f"{standin.options.origin}/bigbluebutton/api/{name}?{query}{'&' if query else ''}checksum={checksum}"


def get(url: str, **headers: str) -> tuple[int, bytes]:
    try:
        with OPENER.open(Request(url, headers=headers), timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def order(standin: Standin, act: str, *, secret: str = SECRET, **wanted: object) -> tuple[int, dict]:
    """Give an order as a test of the product would."""
    url, headers = f"{standin.options.origin}/standin/{act}", {"Authorization": f"Bearer {secret}"}
    body = None if act == "state" else json.dumps(wanted).encode()
    try:
        with OPENER.open(Request(url, body, headers), timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def room(live: Standin) -> Standin:
    assert b"SUCCESS" in get(signed(live, "create", meetingID="m-1", name="Evening"))[1]
    return live


def test_fifty_people_join_at_once_and_each_gets_an_address_of_their_own(live):
    def come(number: int) -> str:
        created = fromstring(get(signed(live, "create", meetingID="m-1", name="Evening"))[1])
        call = {"meetingID": "m-1", "fullName": f"P {number}", "userID": f"u-{number}", "role": "VIEWER"}
        url = signed(live, "join", createTime=created.findtext("createTime"), redirect="false", **call)
        room = fromstring(get(url)[1]).findtext("url", "")
        assert get(room)[0] == 200
        return room

    with ThreadPoolExecutor(50) as pool:
        rooms = list(pool.map(come, range(50)))
    found = fromstring(get(signed(live, "getMeetings"))[1])
    assert len(set(rooms)) == 50
    assert [one.text for one in found.iter("participantCount")] == ["50"]
    assert {one.text for one in found.iter("userID")} == {f"u-{number}" for number in range(50)}


def test_it_listens_on_this_machine_only_unless_told_otherwise():
    assert options.read([], {}).host == "127.0.0.1"


def test_options_come_from_arguments_first_and_then_from_the_environment():
    environ = {"BBB_STANDIN_PORT": "9001", "BBB_STANDIN_SECRET": "from outside"}
    found = options.read(["--port", "9002"], environ)
    assert (found.port, found.secret, "from outside" in repr(found)) == (9002, "from outside", False)
    assert options.read([], {}).secret != options.read([], {}).secret


@pytest.mark.parametrize("wanted", [["--silence", "0"], ["--port", "x"], ["--bots", "-1"]])
def test_unusable_options_end_with_a_sentence(wanted, capsys):
    with pytest.raises(SystemExit):
        options.read(wanted, {})
    assert f"argument {wanted[0]}" in capsys.readouterr().err


def test_a_body_that_is_too_long_is_refused_before_it_is_read(live):
    connection = http.client.HTTPConnection("127.0.0.1", live.options.port, timeout=5)
    connection.putrequest("POST", "/bigbluebutton/api/create")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_an_unknown_call_is_unsupported_and_join_is_a_get(live):
    assert b"unsupportedRequest" in get(f"{live.options.origin}/bigbluebutton/api/getSecrets")[1]
    connection = http.client.HTTPConnection("127.0.0.1", live.options.port, timeout=5)
    connection.request("POST", "/bigbluebutton/api/join", body=b"")
    assert connection.getresponse().status == 405
    connection.close()


@pytest.mark.parametrize("path", ["/nothing", "/static/../server.py", "/static/nothing.js", "/podcast/x/audio.wav"])
def test_what_does_not_exist_is_not_found(live, path):
    assert get(f"{live.options.origin}{path}")[0] == 404


def test_pages_carry_a_strict_policy_and_nothing_inline(room):
    call = {"meetingID": "m-1", "fullName": "<script>alert(1)</script>", "role": "MODERATOR"}
    with OPENER.open(signed(room, "join", **call), timeout=5) as answer:
        policy, body = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>alert" not in body
    assert (body.count("<script"), " style=" in body, " on" in body.split("<body")[1].split(">")[0]) == (
        1,
        False,
        False,
    )


def test_a_player_gets_the_range_it_asks_for(room):
    one = room.add_recording(meeting_id="m-0", name="Earlier", start=0, end=1000, metadata={})
    url = f"{room.options.origin}/podcast/{one.record_id}/audio.wav"
    whole = get(url)[1]
    assert whole[:4] == b"RIFF"
    assert get(url, Range="bytes=4-7") == (206, whole[4:8])
    assert get(url, Range=f"bytes={len(whole)}-")[0] == 416
    assert get(f"{room.options.origin}/captions/{one.record_id}/ar.vtt")[1].startswith(b"WEBVTT")


def test_the_playback_of_a_hidden_recording_is_closed(room):
    one = room.add_recording(meeting_id="m-0", name="Earlier", start=0, end=1000, metadata={})
    url = f"{room.options.origin}/playback/presentation/2.3/{one.record_id}"
    assert get(url)[0] == 200
    get(signed(room, "publishRecordings", recordID=one.record_id, publish="false"))
    assert get(url)[0] == 404


# Faults


def test_a_fault_is_set_from_outside_and_mended(room):
    assert order(room, "faults", answer="html")[0] == 200
    status, body = get(signed(room, "getMeetings"))
    assert (status, body[:15]) == (200, b"<!doctype html>")
    order(room, "mend")
    assert b"SUCCESS" in get(signed(room, "getMeetings"))[1]


def test_errors_have_the_status_500(room):
    order(room, "faults", answer="error500")
    assert get(signed(room, "getMeetings"))[0] == 500


def test_broken_xml_cannot_be_read(room):
    order(room, "faults", answer="broken_xml")
    with pytest.raises(ParseError):
        fromstring(get(signed(room, "getMeetings"))[1])


def test_a_dead_server_hangs_up_on_everybody_but_the_one_with_the_switches(room):
    order(room, "faults", answer="dead")
    for url in (signed(room, "getMeetings"), f"{room.options.origin}/"):
        with pytest.raises((http.client.HTTPException, urllib.error.URLError, ConnectionError)):
            get(url)
    assert order(room, "mend")[0] == 200


def test_a_slow_server_answers_late(room):
    order(room, "faults", latency_ms=300)
    began = time.monotonic()
    get(signed(room, "getMeetings"))
    assert time.monotonic() - began >= 0.3


def test_a_share_of_calls_of_one_kind_fails_evenly(room):
    order(room, "faults", answer="error500", answer_percent=50, answer_calls=["getMeetings"])
    assert sorted(get(signed(room, "getMeetings"))[0] for _ in range(4)) == [200, 200, 500, 500]
    assert get(signed(room, "getRecordings"))[0] == 200


@pytest.mark.parametrize(
    "wanted",
    [
        {"answer": "fire"},
        {"unknown": 1},
        {"latency_ms": -1},
        {"latency_ms": "x"},
        {"skew_s": 10**9},
        {"no_user_left": "yes"},
        {"callback_kinds": ["post"]},
        {"answer_calls": "getMeetings"},
    ],
)
def test_a_fault_that_does_not_exist_is_refused_by_name(live, wanted):
    status, told = order(live, "faults", **wanted)
    assert (status, next(iter(wanted)) in told["error"]) == (400, True)


def test_a_restart_from_outside_loses_the_meetings(room):
    assert order(room, "state")[1]["meetings"][0]["meetingID"] == "m-1"
    order(room, "restart")
    assert order(room, "state")[1]["meetings"] == []


@given(
    name=st.sampled_from([name for name in api.CALLS if name != "getRecordingTextTracks"]),
    params=st.dictionaries(
        st.sampled_from(
            ["meetingID", "name", "fullName", "userID", "record", "state", "meta_a", "userdata-b c", "hookID"]
        ),
        st.text(max_size=20),
    ),
    body=st.binary(max_size=60),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_asked_the_answer_can_be_read(name, params, body):
    answer = Bench().ask(name, body=b"" if name == "join" else body, **{"redirect": "false", **params})
    assert (answer.status, fromstring(answer.body).tag) == (200, "response")


def test_looking_at_the_head_of_a_room_is_not_coming(room):
    call = {"meetingID": "m-1", "fullName": "Amina", "role": "VIEWER", "redirect": "false"}
    url = fromstring(get(signed(room, "join", **call))[1]).findtext("url", "")
    connection = http.client.HTTPConnection("127.0.0.1", room.options.port, timeout=5)
    connection.request("HEAD", url.removeprefix(room.options.origin))
    assert connection.getresponse().status == 404
    connection.close()
    assert order(room, "state")[1]["meetings"][0]["present"] == []


# Switches


@pytest.mark.parametrize("act", ["state", "faults", "restart", "bots", "forge", "recordings"])
def test_without_the_secret_nobody_gives_orders(live, act):
    assert order(live, act, secret="guessed")[0] == 401
    assert get(f"{live.options.origin}/standin/{act}")[0] == 403


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        ("nothing", {}),
        ("bots", {"meetingID": "none"}),
        ("bots", {"meetingID": "m-1", "count": "x"}),
        ("bots", {"meetingID": "m-1", "people": [{"name": "nobody"}]}),
        ("forge", {"meetingID": "m-1", "kind": "letter"}),
        ("recordings", {"meetingID": "m-1"}),
    ],
)
def test_an_order_that_cannot_be_carried_out_says_why(room, act, wanted):
    status, told = order(room, act, **wanted)
    assert status in {400, 404}
    assert told["error"]


def test_bots_play_the_people_they_are_told(room):
    people = [{"userID": "u-1", "name": "Amina"}, {"userID": "u-2", "name": "Jonas"}]
    assert order(room, "bots", meetingID="m-1", people=people, factor=300)[1] == {"bots": 2}
    deadline = time.monotonic() + 30
    present: list[str] = []
    while len(present) < 2 and time.monotonic() < deadline:
        present = order(room, "state")[1]["meetings"][0]["present"]
        time.sleep(0.02)
    assert sorted(present) == ["u-1", "u-2"]


def test_a_past_recording_can_be_put_on_the_shelf(room):
    told = order(room, "recordings", meetingID="m-0", name="Earlier", start=1000, end=2000, metadata={"A": "b"})[1]
    root = fromstring(get(signed(room, "getRecordings", recordID=told["recordID"]))[1])
    assert (root.findtext(".//state"), root.findtext(".//metadata/a")) == ("published", "b")


def test_a_form_of_the_switches_needs_what_the_page_gave_it(live):
    url = f"{live.options.origin}/standin/login"
    connection = http.client.HTTPConnection("127.0.0.1", live.options.port, timeout=5)
    connection.request("POST", urlsplit(url).path, body=urlencode({"secret": SECRET}))
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly; SameSite=Strict" in cookie
    connection.request("POST", "/standin/restart", body="guard=guessed", headers={"Cookie": cookie.split(";")[0]})
    location = connection.getresponse().headers["Location"]
    connection.close()
    assert "out of date" in parse_qs(urlsplit(location).query)["told"][0]


# What is sent over the network


class Receiver(BaseHTTPRequestHandler):
    """Takes whatever comes and remembers it."""

    got: list[tuple[str, str]] = []
    answers: list[int] = []

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._take()

    def _take(self) -> None:
        self.got.append((self.command, self.path))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def receiver():
    Receiver.got, Receiver.answers = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def heard(count: int) -> list[tuple[str, str]]:
    deadline = time.monotonic() + 30
    while len(Receiver.got) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)  # whatever should not come has had its chance
    return Receiver.got


def end_with_callback(live: Standin, url: str) -> None:
    get(signed(live, "create", meetingID="m-1", name="Evening", meta_endCallbackUrl=url))
    get(signed(live, "end", meetingID="m-1"))


def test_the_end_callback_arrives_twice_because_a_probe_goes_before_it(live, receiver):
    end_with_callback(live, f"{receiver}/end")
    assert heard(2) == [("GET", "/end?recordingmarks=false")] * 2


def test_a_probe_that_is_not_answered_by_exactly_200_ends_the_try(live, receiver):
    Receiver.answers = [204]
    end_with_callback(live, f"{receiver}/end")
    assert heard(1) == [("GET", "/end?recordingmarks=false")]


def test_a_probe_follows_a_redirect(live, receiver):
    Receiver.answers = [302]
    end_with_callback(live, f"{receiver}/end")
    assert [path for _, path in heard(3)] == ["/end?recordingmarks=false", "/elsewhere", "/elsewhere"]


def test_analytics_follow_no_redirect(live, receiver):
    Receiver.answers = [302]
    wanted = {"meta_analytics-callback-url": f"{receiver}/analytics", "meetingKeepEvents": "true"}
    get(signed(live, "create", meetingID="m-1", name="Evening", **wanted))
    get(signed(live, "end", meetingID="m-1"))
    assert heard(1) == [("POST", "/analytics")]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_callbacks_go_to_the_web_only(live, url):
    end_with_callback(live, url)
    deadline = time.monotonic() + 30
    while not live.outbox.log and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [sent.status for sent in live.outbox.log] == [0]
