"""Whatever a server says, a caller gets a typed answer or one of our errors, soon and without a secret."""

import gzip
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from live_sessions.bbb import named, transport
from live_sessions.bbb.client import Algorithm, AnswerUnusable, BBBError, RequestRefused, Role, ServerUnreachable
from tests.live_sessions.conftest import SECRET
from tests.live_sessions.wire import answer, speaking, success

LAUGHS = b"""<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><response><returncode>&b;</returncode></response>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><response><returncode>&a;</returncode></response>"""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"<!doctype html><html><body>Willkommen", "notXml"),
        (b"<html><body>Willkommen</body></html>", "wrongRoot"),
        (b"<response><returncode>SUCC", "notXml"),
        (b"", "notXml"),
        (b"\x00\xff\xfe", "notXml"),
        (b"<?xml version='1.0' encoding='klingon'?><response/>", "notXml"),
        (LAUGHS, "notXml"),
        (OUTSIDE, "notXml"),
        (b"<answer><returncode>SUCCESS</returncode></answer>", "wrongRoot"),
        (b"<response><returncode>MAYBE</returncode></response>", "wrongRoot"),
        (b"<response/>", "wrongRoot"),
        (b'{"response": ["SUCCESS"]}', "notXml"),
        (b'{"response": ' + b"[" * 100_000, "notXml"),
    ],
)
def test_what_is_no_answer_is_named_so(talk, body, key):
    client, _wire = talk(answer(body))

    with pytest.raises(AnswerUnusable) as refused:
        client.meetings()

    assert (refused.value.message_key, refused.value.__context__) == (key, None)


@pytest.mark.parametrize("inner", ["<messageKey/>", "", "<message>Nein</message>"])
def test_a_refusal_without_a_key_is_unknown(talk, inner):
    client, _wire = talk(answer(f"<response><returncode>FAILED</returncode>{inner}</response>".encode()))

    with pytest.raises(RequestRefused) as refused:
        client.meetings()

    assert refused.value.message_key == "unknown"


def test_a_refusal_with_an_http_status_keeps_its_key(talk):
    words = b"<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>"
    client, wire = talk(answer(words, status="403 Forbidden"))

    with pytest.raises(RequestRefused) as refused:
        client.meetings()

    assert (refused.value.message_key, refused.value.status, len(wire.heard)) == ("checksumError", 403, 1)


@pytest.mark.parametrize(("status", "error"), [("404 Not Found", AnswerUnusable), ("401 Unauthorized", AnswerUnusable)])
def test_an_error_page_is_not_asked_for_again(talk, status, error):
    client, wire = talk(answer(b"<html>nein</html>", status=status))

    with pytest.raises(error) as refused:
        client.meetings()

    assert (refused.value.message_key, len(wire.heard)) == ("httpError", 1)


def test_a_server_that_moved_is_not_followed(talk):
    with speaking(success()) as elsewhere:
        client, wire = talk(answer(b"", status="302 Found", extra=f"Location: {elsewhere.url}/steal\r\n"))

        with pytest.raises(AnswerUnusable) as refused:
            client.meetings()

    assert (refused.value.message_key, len(wire.heard), elsewhere.heard) == ("redirected", 1, [])


@pytest.mark.parametrize("has_length", [True, False])
def test_ten_megabytes_are_not_read_to_their_end(talk, has_length):
    body = b"<response>" + b" " * (10 * 1024 * 1024)

    def say(line, _heard):
        length = f"Content-Length: {len(body)}\r\n" if has_length else ""
        line.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode() + body)

    client, _wire = talk(say)

    with pytest.raises(AnswerUnusable) as refused:
        client.meetings()

    assert refused.value.message_key == "tooLarge"


def test_a_bomb_of_zip_is_not_unpacked(talk):
    bomb = gzip.compress(b"<response>" + b" " * (64 * 1024 * 1024))
    client, _wire = talk(answer(bomb, extra="Content-Encoding: gzip\r\n"))

    with pytest.raises(AnswerUnusable) as refused:
        client.meetings()

    assert refused.value.message_key == "tooLarge"


def drip(before):
    def say(line, _heard):
        line.sendall(before)
        for _ in range(400):
            line.sendall(b" ")
            time.sleep(0.05)

    return say


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\n\r\n<response>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<",
    ],
    ids=["in its head", "in its body", "in a body of known length"],
)
def test_a_server_that_drips_is_cut_off_within_the_budget(talk, monkeypatch, before):
    monkeypatch.setattr(transport, "BUDGET_SECONDS", 0.4)
    client, _wire = talk(drip(before))
    begin = time.monotonic()

    with pytest.raises(ServerUnreachable) as late:
        client.meetings()

    assert (late.value.message_key, time.monotonic() - begin < 10) == ("timeout", True)


def test_a_silent_server_costs_no_more_than_the_budget(talk, monkeypatch):
    monkeypatch.setattr(transport, "BUDGET_SECONDS", 0.4)
    enough = threading.Event()
    client, _wire = talk(lambda _line, _heard: enough.wait(60))
    begin = time.monotonic()

    with pytest.raises(ServerUnreachable) as late:
        client.create("m1", name="Kurs")
    enough.set()

    assert (late.value.message_key, time.monotonic() - begin < 10) == ("timeout", True)


def hang_up(line, _heard):
    line.close()


def test_reading_is_tried_again(talk):
    client, wire = talk(
        hang_up, answer(b"<html>502</html>", status="502 Bad Gateway"), success("<running>true</running>")
    )

    assert (client.is_meeting_running("m1"), len(wire.heard)) == (True, 3)


def test_three_tries_are_all():
    with speaking(answer(b"", status="503 Service Unavailable")) as wire:
        client = named.NamedClient(base_url=wire.url, secret=SECRET, algorithm=Algorithm.SHA256)

        with pytest.raises(ServerUnreachable) as broken:
            client.meetings()

    assert (broken.value.message_key, broken.value.status, len(wire.heard)) == ("serverError", 503, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.end("m1"),
        lambda client: client.send_chat_message("m1", "Hallo"),
        lambda client: client.insert_document("m1", []),
        lambda client: client.delete_recordings(["r1"]),
        lambda client: client.put_text_track("r1", kind="captions", language="de", label="Deutsch", content=b"WEBVTT"),
    ],
)
def test_what_must_not_happen_twice_is_asked_once(talk, call):
    client, wire = talk(hang_up)

    with pytest.raises(ServerUnreachable):
        call(client)

    assert len(wire.heard) == 1


def test_neither_errors_nor_logs_hold_what_opens_a_room(talk, caplog):
    caplog.set_level(logging.DEBUG)
    refusal = (
        "<response><returncode>FAILED</returncode><message>see http://h/api/create?checksum=abc</message></response>"
    )
    client, wire = talk(
        answer(refusal.encode()), lambda line, _heard: line.sendall(b"HTTP/1.1 200 OK\r\nno header\r\n\r\n")
    )
    told = [repr(client), str(client)]
    for _ in range(2):
        with pytest.raises(BBBError) as failed:
            client.create("m1", name="Amina Yusuf", metadata={"callback": "https://h/?geheim"})
        told += [str(failed.value), repr(failed.value)]
    client_down = named.NamedClient(base_url="http://127.0.0.1:9", secret=SECRET, algorithm=Algorithm.SHA256)
    with pytest.raises(ServerUnreachable) as down:
        client_down.create("m1", name="Amina Yusuf")
    told += [str(down.value), repr(down.value.__cause__), repr(down.value.__context__), caplog.text]

    sent = wire.heard[0].target
    checksum = sent.rsplit("checksum=", 1)[1]
    assert [word for word in (SECRET, checksum, "checksum=", "Amina", "geheim") if word in "\n".join(told)] == []


def test_a_clock_that_is_off_is_seen(talk):
    body = b"<response><returncode>SUCCESS</returncode><apiVersion>2.0</apiVersion></response>"

    def ahead(line, heard):
        date = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
        answer(body, extra=f"Date: {date}\r\n")(line, heard)

    client, _wire = talk(ahead, answer(body, extra="Date: gestern\r\n"), answer(body))

    offsets = [client.version().clock_offset_seconds for _ in range(3)]

    assert (abs(offsets[0] - 600) <= 2, offsets[1:]) == (True, [None, None])


def test_an_odd_server_without_fields_gets_a_typed_answer(talk):
    words = "<meetings><meeting><attendees><attendee/></attendees></meeting><meeting/></meetings>"
    client, _wire = talk(success(words), success("<createTime>1700000000</createTime>"))

    listed, created = client.meetings(), client.create("m1", name="Kurs")

    assert [meeting.participant_count for meeting in listed.meetings] == [1, 0]
    assert (created.meeting_id, created.create_time) == ("m1", 1_700_000_000)
    assert created.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_join_address_names_the_role_and_no_password(talk):
    client, wire = talk(success())

    url = client.join_url("m1", full_name="Amina Yusuf", user_id="u-1", role=Role.VIEWER, create_time=17)

    query = url.removeprefix(f"{wire.url}/bigbluebutton/api/join?").rsplit("&checksum=", 1)[0]
    assert query == "userID=u-1&role=VIEWER&createTime=17&fullName=Amina+Yusuf&meetingID=m1"
