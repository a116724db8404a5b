"""`make demo HOST=…`: phones have one address only, so there the port alone sets package content apart."""

import pytest
from django.test import Client

from lms.config.hosts import content_host_pattern

SITE, CONTENT = "192.168.1.20:8000", "192.168.1.20:8001"


@pytest.fixture(autouse=True)
def in_the_network(settings):
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = f"http://{SITE}", f"http://{CONTENT}"
    settings.ALLOWED_HOSTS = ["192.168.1.20"]
    settings.DEMO_IS_SHARED = True


def test_only_the_second_port_is_the_content_host():
    pattern = content_host_pattern()
    assert pattern.match(CONTENT)
    assert not pattern.match(SITE)
    assert not pattern.match("192.168.1.20")
    assert not pattern.match("192x168.1.20:8001")


@pytest.mark.django_db
@pytest.mark.parametrize("host", [CONTENT, CONTENT.replace(":", ".:")])
def test_no_page_of_the_platform_answers_on_the_second_port(host):
    for path in ("/de/", "/de/konto/login/", "/admin/"):
        answer = Client(headers={"host": host}).get(path)
        assert (path, answer.status_code) == (path, 404)
        assert not answer.cookies


@pytest.mark.django_db
def test_the_platform_answers_on_the_first_port_and_says_demo_only():
    answer = Client(headers={"host": SITE}).get("/de/konto/login/")
    assert answer.status_code == 200
    assert "Nur zur Vorführung" in answer.content.decode()


@pytest.mark.django_db
def test_content_on_the_second_port_cannot_send_forms_to_the_platform():
    strict = Client(enforce_csrf_checks=True, headers={"host": SITE})
    strict.get("/de/konto/login/")
    token = strict.cookies["csrftoken"].value  # cookies know no port: content could read this one
    answer = strict.post(
        "/de/konto/login/",
        {"login": "x", "password": "y", "csrfmiddlewaretoken": token},
        headers={"origin": f"http://{CONTENT}"},
    )
    assert answer.status_code == 403
