"""A deploy check refuses what must not go into production."""

import os
import secrets
import subprocess
import sys

import pytest

from lms.config import checks
from tests.architecture.house import ROOT
from tests.config.test_env import GIVEN


def ids(found) -> list[str]:
    return [message.id for message in found]


def test_the_demo_is_refused(settings):
    settings.DEMO = True
    assert ids(checks.no_demo(None)) == ["wiring.E001"]


def deploy_check(module: str, environ: dict[str, str]) -> str:
    """Return what `manage.py check --deploy` of a fresh process says."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--settings", module],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    ).stderr


def test_a_well_set_up_house_is_accepted(tmp_path):
    strong = {"LB_SECRET_KEY": secrets.token_urlsafe(48), "LB_KEY_RING": secrets.token_urlsafe(48)}
    (tmp_path / "uploads").mkdir()
    said = deploy_check("lms.config.settings", {**GIVEN, **strong, "LB_DATA_DIR": str(tmp_path)})
    assert "System check identified" in said or said == ""
    assert "wiring." not in said


def test_the_demo_settings_are_refused_in_production(tmp_path):
    said = deploy_check("lms.config.settings.demo", {"LB_DATA_DIR": str(tmp_path)})
    assert "(wiring.E001)" in said
    assert "(wiring.E002)" in said


@pytest.mark.parametrize(
    ("folder", "most", "found"),
    [("", 1, []), ("", 2**60, ["wiring.W008"]), ("gone", 1, ["wiring.W007"])],
)
def test_a_folder_for_uploads_that_takes_no_large_package_is_named(settings, tmp_path, folder, most, found):
    settings.FILE_UPLOAD_TEMP_DIR, settings.SCORM_UPLOAD_MAX_BYTES = str(tmp_path / folder), most
    assert ids(checks.room_for_uploads(None)) == found


@pytest.mark.parametrize(("is_embedded", "found"), [(True, ["wiring.E002"]), (False, [])])
def test_embedded_mode_is_refused(settings, is_embedded, found):
    settings.IS_EMBEDDED = is_embedded
    assert ids(checks.real_services(None)) == found


@pytest.mark.parametrize(
    ("site", "content", "found"),
    [
        ("https://lernen.example", "https://{label}.inhalt.test", []),
        ("https://lernen.example", "https://inhalt.test", ["wiring.W005"]),
        ("https://lernen.example", "https://lernen.example:8443", ["wiring.E003", "wiring.W005"]),
        ("https://lernen.example", "https://{label}.lernen.example", ["wiring.E003"]),
        ("https://lernen.inhalt.test", "https://{label}.inhalt.test", ["wiring.E003"]),
        ("https://lernen.netz.test", "https://{label}.inhalt.netz.test", ["wiring.W006"]),
        ("http://lernen.example", "https://{label}.inhalt.test", ["wiring.E004"]),
        ("https://lernen.example", "https://{label}.andereslernen.example", []),
    ],
)
def test_package_content_must_live_on_a_domain_of_its_own(settings, site, content, found):
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = site, content
    assert ids(checks.content_apart(None)) == found


def test_an_https_house_takes_its_cookies_from_its_very_host_only(tmp_path):
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from lms.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **GIVEN, "LB_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["__Host-sessionid", "__Host-csrftoken"]
