"""Checksums as BigBlueButton's API page has them, and addresses as people enter them."""

import pytest

from live_sessions.bbb.client import Algorithm
from live_sessions.bbb.signing import AddressUnusable, base_address, checksum, query_string
from tests.live_sessions.conftest import SECRET

QUERY = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"


# sha1 and sha256 stand in the API page; the others were computed with coreutils over the same text.
@pytest.mark.parametrize(
    ("algorithm", "digits"),
    [
        (Algorithm.SHA1, "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"),
        (Algorithm.SHA256, "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e"),
        (
            Algorithm.SHA384,
            "891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d6e7b49a845cf29f5c6019c7d29d029d1",
        ),
        (
            Algorithm.SHA512,
            (
                "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4"
                "b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4"
            ),
        ),
    ],
)
def test_the_official_example_is_signed_as_the_api_page_signs_it(algorithm, digits):
    assert checksum("create", QUERY, SECRET, algorithm) == digits


def test_a_query_keeps_its_order_and_leaves_out_what_is_empty():
    parameters = {"name": "Ü & +", "record": False, "password": "", "duration": 0, "meta_a b": True, "none": None}

    assert query_string(parameters) == "name=%C3%9C+%26+%2B&record=false&duration=0&meta_a+b=true"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://bbb.example", "https://bbb.example/bigbluebutton/api/"),
        ("https://bbb.example/bigbluebutton/", "https://bbb.example/bigbluebutton/api/"),
        ("https://BBB.example/bigbluebutton/api", "https://bbb.example/bigbluebutton/api/"),
        (" https://h.example:8443/tenant1/bigbluebutton/ ", "https://h.example:8443/tenant1/bigbluebutton/api/"),
        ("https://h.example/tenant1", "https://h.example/tenant1/bigbluebutton/api/"),
    ],
)
def test_an_address_as_people_enter_it_becomes_that_of_the_calls(given, address):
    assert base_address(given) == address


@pytest.mark.parametrize(
    "given",
    ["bbb.example", "ftp://bbb.example", "https://", "https://a:b@bbb.example", "https://h/?x=1", "https://h:x/", ""],
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(AddressUnusable):
        base_address(given)
