"""Checksums: the vectors of the API's documentation, and what does not pass."""

import base64
import hashlib
import hmac

import pytest

from bbb_standin import api, signing
from tests.bbb_standin.conftest import Bench, key

QUERY = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
DOCUMENTED_SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
VECTORS = {
    "sha1": "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17",
    "sha256": "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e",
}


@pytest.mark.parametrize("algorithm", VECTORS)
def test_the_documented_example_has_the_documented_checksum(algorithm):
    assert signing.checksum(algorithm, "create", QUERY, DOCUMENTED_SECRET) == VECTORS[algorithm]


def test_the_documented_example_has_the_known_sha512():
    found = signing.checksum("sha512", "create", QUERY, DOCUMENTED_SECRET)
    assert (found[:16], found[-10:]) == ("de73ad61d11a5c80", "f3cc3988b4")


@pytest.mark.parametrize("algorithm", signing.ALGORITHMS)
def test_each_of_the_four_algorithms_is_told_by_its_length(bench, algorithm):
    assert bench.call("getMeetings", algorithm=algorithm).findtext("returncode") == "SUCCESS"


@pytest.mark.parametrize("given", ["", "0" * 40, "0" * 64, "z" * 64, "é" * 64, "0" * 63])
def test_a_wrong_checksum_opens_nothing(bench, given):
    answer = api.answer(bench.standin, api.Call("getMeetings", f"checksum={given}"))
    assert b"checksumError" in answer.body


def test_the_raw_query_is_signed_as_it_was_sent(bench):
    # The same parameters, written in another way, are another query.
    sent, other = "meetingID=a%20b&name=A+b", "meetingID=a+b&name=A%20b"
    signed = signing.checksum("sha256", "create", sent, bench.standin.options.secret)
    accepted = api.answer(bench.standin, api.Call("create", f"{sent}&checksum={signed}"))
    refused = api.answer(bench.standin, api.Call("create", f"{other}&checksum={signed}"))
    assert (b"SUCCESS" in accepted.body, b"checksumError" in refused.body) == (True, True)


@pytest.mark.parametrize("place", ["checksum={}&a=1&b=2", "a=1&checksum={}&b=2", "a=1&b=2&checksum={}"])
def test_the_checksum_may_stand_anywhere(place):
    assert signing.without_checksum(place.format("0" * 64)) == "a=1&b=2"


def test_a_parameter_that_only_ends_like_the_checksum_is_signed_too():
    assert signing.without_checksum("meta_checksum=1&checksum=2") == "meta_checksum=1"


def test_the_signature_of_one_call_opens_no_other(bench):
    signed = signing.checksum("sha256", "getMeetings", "", bench.standin.options.secret)
    assert b"checksumError" in api.answer(bench.standin, api.Call("getRecordings", f"checksum={signed}")).body


def test_the_index_needs_no_checksum(bench):
    assert b"<version>2.0</version>" in api.answer(bench.standin, api.Call("")).body


def test_a_server_without_sha1_refuses_sha1_and_takes_sha256(bench):
    bench.standin.faults = bench.standin.faults.changed({"sha1_off": True})
    assert key(bench.call("getMeetings", algorithm="sha1")) == "checksumError"
    assert bench.call("getMeetings", algorithm="sha256").findtext("returncode") == "SUCCESS"


@pytest.mark.parametrize(("algorithm", "digest"), [("HS256", hashlib.sha256), ("HS512", hashlib.sha512)])
def test_a_token_is_three_parts_of_which_the_last_signs_the_others(algorithm, digest):
    head, claims, signature = signing.token({"exp": 1}, secret="s", algorithm=algorithm).split(".")
    wanted = hmac.new(b"s", f"{head}.{claims}".encode(), digest).digest()
    assert base64.urlsafe_b64decode(signature + "==") == wanted
    assert base64.urlsafe_b64decode(head + "==") == f'{{"typ":"JWT","alg":"{algorithm}"}}'.encode()
    assert base64.urlsafe_b64decode(claims + "==") == b'{"exp":1}'


def test_a_form_without_a_query_may_be_signed_over_its_sorted_parameters():
    bench = Bench()
    signed = signing.checksum("sha256", "create", "meetingID=m-1&name=Abc", bench.standin.options.secret)
    body = f"name=Abc&meetingID=m-1&checksum={signed}".encode()
    answer = api.answer(bench.standin, api.Call("create", "", "POST", body, "application/x-www-form-urlencoded"))
    assert b"SUCCESS" in answer.body
