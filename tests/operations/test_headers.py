"""Whatever the house answers, on either host, tells the browser what not to do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, override_settings
from django.utils import timezone

from scorm.models import PackageVersion
from tests.architecture.house import ROOT
from tests.clients import SignedInClient
from tests.config.test_env import GIVEN
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import open_launch, registered

CONTENT = "any.scorm.localhost"


def launch_host() -> tuple[str, str]:
    """Return host and token of a launch that is open."""
    launch = open_launch(registered(), timezone.now())
    version = PackageVersion.objects.get(pk=launch.attempt.version_id)
    return f"{version.public_id}.scorm.localhost", launch.token


def answers():
    """Yield (what it is, the answer) for every kind of answer."""
    site = Client(raise_request_exception=False)
    storages["default"].save("kind.txt", ContentFile(b"x"))
    host, token = launch_host()
    content = Client(raise_request_exception=False, headers={"host": host})
    staff = SignedInClient()
    staff.force_login(make_staff("administrator"))
    yield "page", site.get("/de/konto/login/")
    yield "start page", site.get("/de/")
    yield "redirect", site.get("/de/lernen/")
    yield "not found", site.get("/de/gibt/es/nicht/")
    yield "not allowed", site.get("/de/konto/daten/loeschen/")
    yield "back office", staff.get("/admin/")
    yield "static file", site.get("/static/ui/ui.css")
    yield "picture", site.get("/media/kind.txt")
    yield "robots", site.get("/robots.txt")
    yield "probe", site.get("/healthz")
    yield "unknown host", Client(headers={"host": "evil.example"}).get("/de/")
    yield "reserved host", Client(headers={"host": "scorm.localhost"}).get("/de/")
    yield "forged form", Client(enforce_csrf_checks=True).post("/de/konto/login/", {"login": "x", "password": "y"})
    yield "player", content.get(f"/l/{token}/")
    yield "package file that is missing", content.get(f"/l/{token}/c/missing.html")
    yield "stray address on the content host", content.get("/de/konto/login/")
    yield "impossible address", site.get("/de/kurse/%00/")
    yield "impossible address on the content host", content.get(f"/l/{token}/c/%00")
    yield "static file on the content host", content.get("/static/scorm/player.js")


@pytest.fixture
def every_answer(db):
    found = dict(answers())
    yield found
    for answer in found.values():
        answer.close()


def test_every_answer_carries_the_headers_that_keep_browsers_from_guessing_and_telling(every_answer):
    lacking = {
        (what, name)
        for what, answer in every_answer.items()
        for name, expected in {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }.items()
        if answer.headers.get(name) != expected
    }
    assert lacking == set()
    for what, answer in every_answer.items():
        assert "camera=()" in answer["Permissions-Policy"], what
        assert "geolocation=()" in answer["Permissions-Policy"], what


def test_every_page_has_a_policy_and_may_be_framed_by_ourselves_at_most(every_answer):
    for what, answer in every_answer.items():
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            policy = answer["Content-Security-Policy"]
            assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy, what
            assert "'unsafe-eval'" not in policy, what
            assert ("'unsafe-inline'" in policy) == (what == "back office"), what


def test_no_answer_says_what_the_house_is_built_of(every_answer):
    for what, answer in every_answer.items():
        assert {"Server", "X-Powered-By"} & set(answer.headers) == set(), what


def test_no_answer_is_for_pages_of_others(every_answer):
    assert {what for what, answer in every_answer.items() if "Access-Control-Allow-Origin" in answer} == set()


def test_the_content_host_sets_no_cookie(every_answer):
    for what, answer in every_answer.items():
        if "content host" in what or what in {"player", "package file that is missing", "reserved host"}:
            assert not answer.cookies, what


def test_an_error_of_ours_carries_them_too(db, monkeypatch):
    monkeypatch.setattr("accounts.views.start.StartCodeForm", None)  # the next visitor meets a fault
    answer = Client(raise_request_exception=False).get("/de/konto/start/")
    assert answer.status_code == 500
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_over_http_everything_but_probes_is_led_to_https_and_https_stays(db):
    answer = Client().get("/de/konto/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/de/konto/login/")
    secure = Client().get("/de/konto/login/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_of_an_installation_belong_to_its_own_host_and_to_no_script(tmp_path: Path):
    names = [
        f"{kind}_COOKIE_{part}"
        for kind in ("SESSION", "CSRF", "LANGUAGE")
        for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
    ]
    script = (
        "import json; from django.conf import settings as s;"
        f" print(json.dumps({{name: getattr(s, name) for name in {[*names, 'KNOWN_DEVICE_COOKIE_NAME']!r}}}))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**GIVEN, "DJANGO_SETTINGS_MODULE": "lms.config.settings", "LB_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    given = json.loads(said.stdout)
    assert {given["SESSION_COOKIE_NAME"], given["CSRF_COOKIE_NAME"], given["KNOWN_DEVICE_COOKIE_NAME"]} == {
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-device",
    }
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert [given[f"{kind}_COOKIE_{part}"] for part in ("SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")] == [
            True,
            True,
            "Lax",
            None,
            "/",
        ], kind


def test_every_cookie_that_a_visit_sets_is_out_of_reach_of_scripts(client, db):
    person = make_staff("trainer")
    person.set_password("drei kleine worte")
    person.save()
    client.get("/de/konto/login/")
    client.get("/sprache/en/?weiter=/de/")
    client.post("/de/konto/login/", {"login": person.username, "password": "drei kleine worte"})
    assert {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert (name, cookie["httponly"], cookie["samesite"], cookie["domain"]) == (name, True, "Lax", "")
