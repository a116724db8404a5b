"""The address of the mail server, as providers of mail write theirs."""

import pytest

from lms.config.settings.mail import _server


@pytest.mark.parametrize(
    ("url", "port", "begins_with_tls", "turns_to_tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example:2525", 2525, False, False),
        ("smtp://post:a%40b@mail.example:587?tls=1", 587, False, True),
        ("smtp://post:a%40b@mail.example?tls=1", 587, False, True),
        ("smtp://post:a%40b@mail.example:465?ssl=1", 465, True, False),
    ],
)
def test_an_address_says_how_the_line_is_encrypted(url, port, begins_with_tls, turns_to_tls):
    found = _server(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (begins_with_tls, turns_to_tls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (("post", "a@b") if "@" in url else ("", ""))
