"""`make demo CONTENT=127.0.0.1`: for browsers that find no names below localhost, all packages share one other host."""

import pytest
from django.test import Client

from lms.config.hosts import content_host_pattern
from scorm import checks
from tools.demo import Address

SITE, CONTENT = "localhost:8000", "127.0.0.1:8000"


@pytest.fixture(autouse=True)
def on_one_host(settings):
    address = Address("", 8000, one_content_host=True)
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = address.site_origin, address.content_origin
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]


def test_the_address_of_the_machine_is_the_content_host_and_its_name_is_not(settings):
    origin = settings.CONTENT_ORIGIN
    assert origin == f"http://{CONTENT}"
    assert content_host_pattern().match(CONTENT)
    assert not content_host_pattern().match(SITE)


@pytest.mark.django_db
def test_no_page_of_the_platform_answers_there_and_no_cookie_is_set():
    for path in ("/de/", "/de/konto/login/", "/admin/"):
        answer = Client(headers={"host": CONTENT}).get(path)
        assert (path, answer.status_code) == (path, 404)
        assert not answer.cookies
    assert Client(headers={"host": SITE}).get("/de/konto/login/").status_code == 200


def test_nothing_is_shared_with_the_platform_but_packages_share_their_storage():
    assert checks.content_has_its_own_origin(None) == []
    assert [message.id for message in checks.each_package_has_a_host(None)] == ["scorm.W002"]
