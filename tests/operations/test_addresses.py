"""How the house looks from outside, asked of a server that is really there."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from operations.findings import State
from operations.probes import addresses, letters


class Answering(BaseHTTPRequestHandler):
    headers_given: dict[str, str] = {}
    status = 404

    def do_GET(self):
        self.send_response(self.status)
        for name, value in self.headers_given.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args):
        return


@pytest.fixture
def served(settings):
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CONTENT_ORIGIN = f"http://{{label}}.scorm.localhost:{server.server_port}"
    settings.SITE_ORIGIN = f"http://localhost:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "headers", "state"),
    [
        (404, {"X-Request-ID": "1"}, State.GOOD),
        (404, {}, State.BAD),
        (200, {"X-Request-ID": "1"}, State.BAD),
        (404, {"X-Request-ID": "1", "Set-Cookie": "lb=1"}, State.BAD),
    ],
)
def test_a_content_host_has_to_be_ours_and_without_cookies(served, monkeypatch, at, status, headers, state):
    monkeypatch.setattr(Answering, "status", status)
    monkeypatch.setattr(Answering, "headers_given", headers)
    assert addresses.content_host(at).state == state


def test_packages_on_the_platforms_own_name_are_a_danger(settings, at):
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = "https://lernen.example", "https://lernen.example:8443"
    assert addresses.content_host(at).state == State.BAD


def test_a_content_host_that_nobody_answers_for_is_named(settings, at):
    settings.CONTENT_ORIGIN = "http://{label}.scorm.localhost:1"
    found = addresses.content_host(at)
    assert (found.state, found.facts[0][1]) == (State.BAD, "ConnectionRefusedError")


def test_a_platform_without_https_is_pointed_at(settings, at):
    settings.SITE_ORIGIN = "http://lernen.example"
    assert addresses.tls(at).state == State.WARN
    settings.SITE_ORIGIN = "https://localhost:1"
    assert addresses.tls(at).state == State.BAD


def test_letters_that_are_only_put_aside_are_pointed_at_and_a_dead_server_is_named(settings, at):
    assert letters.mail_server(at).state == State.WARN
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    found = letters.mail_server(at)
    assert (found.state, "ConnectionRefusedError" in str(found.text)) == (State.BAD, True)


def test_without_a_contact_there_is_no_security_txt(client, db):
    assert client.get(reverse("operations:security")).status_code == 404


@pytest.mark.parametrize("expires", ["2026-06-30", "2026-06-30T00:00:00+00:00"])
def test_security_txt_says_whom_to_tell_and_until_when(client, settings, expires):
    settings.SITE_ORIGIN = "https://lernen.example"
    settings.SECURITY_CONTACT = ["mailto:sicherheit@lernen.example", "https://lernen.example/sicherheit"]
    settings.SECURITY_EXPIRES = expires
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:sicherheit@lernen.example",
        "Contact: https://lernen.example/sicherheit",
        "Expires: 2026-06-30T00:00:00Z",
        "Preferred-Languages: de, en",
        "Canonical: https://lernen.example/.well-known/security.txt",
    ]


def test_a_contact_that_runs_out_is_named(settings, at):
    assert addresses.security_contact(at).state == State.WARN
    settings.SECURITY_CONTACT = ["mailto:sicherheit@lernen.example"]
    for days, state in ((90, State.GOOD), (20, State.WARN), (-1, State.BAD)):
        settings.SECURITY_EXPIRES = f"{at + timedelta(days=days):%Y-%m-%d}"
        assert addresses.security_contact(at).state == state


def test_search_engines_are_asked_to_stay_out_of_what_is_private(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /ar/lernen/\n" in text
    assert "Disallow: /\n" not in text
