"""What the named package still does in our call path, and what it no longer can."""

import threading
from urllib.parse import parse_qs, urlsplit

import bigbluebutton_api_python.bigbluebutton as package
import pytest

from live_sessions.bbb import connect
from live_sessions.bbb.client import Algorithm, RequestRefused, Role, Slides
from live_sessions.bbb.named import HardenedBigBlueButton, NamedClient
from live_sessions.bbb.signing import checksum
from tests.live_sessions.conftest import SECRET
from tests.live_sessions.wire import answer, success


def test_the_two_private_names_we_replace_exist():
    bare = package.BigBlueButton("https://bbb.example", "geheim")

    assert hasattr(bare, "_BigBlueButton__urlBuilder")
    assert callable(package.BigBlueButton._BigBlueButton__send_api_request)
    assert (
        HardenedBigBlueButton._BigBlueButton__send_api_request
        is not package.BigBlueButton._BigBlueButton__send_api_request
    )


def every_call(client):
    client.version()
    client.create("m1", name="Kurs", parameters={"record": False}, metadata={"a": "1"})
    client.create("m1", name="Kurs", slides=[Slides("a.pdf", content=b"%PDF")])
    client.join_url("m1", full_name="A", user_id="u", role=Role.MODERATOR)
    client.is_meeting_running("m1")
    client.meeting_info("m1")
    client.meetings()
    client.end("m1")
    client.insert_document("m1", [Slides("a.pdf", url="https://lms.example/a.pdf")])
    client.send_chat_message("m1", "Hallo")
    client.recordings(meeting_ids=["m1"])
    client.publish_recordings(["r1"], is_published=True)
    client.update_recordings(["r1"], {"a": "1"})
    client.delete_recordings(["r1"])
    client.text_tracks("r1")
    client.put_text_track("r1", kind="captions", language="de", label="Deutsch", content=b"WEBVTT")
    client.create_hook("https://lms.example/hook")
    client.hooks()
    client.destroy_hook("1")


def test_no_call_reaches_the_transport_the_parser_or_the_hash_of_the_package(talk, monkeypatch):
    def touched(*args, **kwargs):
        raise AssertionError("the package's own code was reached")

    for name in ("urlopen", "urlencode", "parse", "sha1"):
        monkeypatch.setattr(package, name, touched)
    monkeypatch.setattr("bigbluebutton_api_python.util.urlbuilder.sha1", touched)
    client, wire = talk(success("<removed>true</removed>"))

    every_call(client)

    assert len(wire.heard) == 18


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_every_call_is_signed_over_the_query_as_it_is_sent(talk, algorithm):
    client, wire = talk(success("<removed>true</removed>"), algorithm=algorithm)

    every_call(client)

    for heard in wire.heard:
        path, _, query = heard.target.partition("?")
        signed, _, given = query.rpartition("checksum=")
        name = path.removeprefix("/bigbluebutton/api/")
        assert given == checksum(name, signed.removesuffix("&"), SECRET, algorithm)


def test_calls_the_package_makes_past_its_hooks_are_refused():
    hardened = HardenedBigBlueButton("https://bbb.example", "geheim")

    for call in (hardened.get_default_config_xml, lambda: hardened.set_config_xml("m", "<x/>")):
        with pytest.raises(RequestRefused):
            call()


def test_nothing_of_one_meeting_reaches_the_next(talk):
    client, wire = talk(success())
    mine = {"endCallbackUrl": "https://lms.example/a"}

    client.create("a", name="A", metadata=mine)
    client.create("b", name="B")

    assert (mine, "meta_" in wire.heard[1].target) == ({"endCallbackUrl": "https://lms.example/a"}, False)


def test_eight_threads_never_mix_two_people():
    client = NamedClient(base_url="https://bbb.example", secret="geheim", algorithm=Algorithm.SHA256)
    mixed = []

    def join(number):
        for _ in range(100):
            url = client.join_url(f"meet{number}", full_name=f"user{number}", user_id=f"u{number}", role=Role.VIEWER)
            query = parse_qs(urlsplit(url).query)
            if {query["meetingID"][0], query["fullName"][0], query["userID"][0]} != {
                f"meet{number}",
                f"user{number}",
                f"u{number}",
            }:
                mixed.append(url)

    threads = [threading.Thread(target=join, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert mixed == []


def test_slides_arrive_as_xml_and_the_parameters_stay_in_the_address(talk):
    client, wire = talk(success())
    slides = [
        Slides("Teil 1 & 2.pdf", url="https://lms.example/a?b=1&c=2", is_current=True),
        Slides("b.pdf", content=b"%PDF"),
    ]

    client.create("m1", name="Kurs", parameters={"duration": 90}, metadata={"a": "1"}, slides=slides)

    heard = wire.heard[0]
    assert (heard.method, heard.headers["content-type"]) == ("POST", "application/xml")
    assert "name=Kurs&duration=90&meetingID=m1&meta_a=1&checksum=" in heard.target
    assert heard.body.decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<modules><module name="presentation">'
        '<document url="https://lms.example/a?b=1&amp;c=2" filename="Teil 1 &amp; 2.pdf" current="true" '
        'downloadable="false" removable="true" />'
        '<document name="b.pdf" current="false" downloadable="false" removable="true">JVBERg==</document>'
        "</module></modules>"
    )


def test_recordings_without_an_id_are_never_asked_for(talk):
    client, wire = talk(success())

    with pytest.raises(ValueError, match="all recordings"):
        client.recordings(meeting_ids=[""], record_ids=[])

    assert wire.heard == []


def test_a_failed_upload_of_captions_is_no_success(talk):
    words = b'{"response": {"returncode": "SUCCESS", "messageKey": "upload_text_track_failed"}}'
    client, _wire = talk(answer(words, content_type="application/json"))

    with pytest.raises(RequestRefused) as refused:
        client.put_text_track("r1", kind="captions", language="de", label="Deutsch", content=b"")

    assert refused.value.message_key == "upload_text_track_failed"


def test_the_setting_names_the_client():
    client = connect(base_url="https://bbb.example", secret="geheim", algorithm=Algorithm.SHA512)

    assert (
        repr(client)
        == "<NamedClient over <HardenedBigBlueButton <addresses of https://bbb.example/bigbluebutton/api/>>>"
    )
