"""The smallest journey: the door is there, in both languages and on both screens."""

import pytest

pytestmark = pytest.mark.journey


def test_the_sign_in_page_has_no_barriers_on_a_desk(desk, no_barriers):
    desk.goto("/de/konto/login/")
    assert desk.locator("html").get_attribute("lang") == "de"
    no_barriers(desk)


def test_the_sign_in_page_reads_from_right_to_left_on_a_phone(phone, no_barriers):
    phone.goto("/ar/konto/login/")
    assert (phone.locator("html").get_attribute("lang"), phone.locator("html").get_attribute("dir")) == ("ar", "rtl")
    no_barriers(phone)


def test_the_content_host_knows_no_page_of_the_platform(desk, site):
    answer = desk.goto(site.content_origin.format(label="any") + "/de/konto/login/")
    assert answer.status == 404
