"""Unsafe settings are named, and keep an installation from starting."""

import os
import secrets
import subprocess
import sys

import pytest

from lms.config import safety_checks, start
from tests.architecture.house import ROOT
from tests.config.test_env import GIVEN

STRONG = {"LB_SECRET_KEY": secrets.token_urlsafe(48), "LB_KEY_RING": secrets.token_urlsafe(48)}


def ids(found):
    return [message.id for message in found]


def started(part, environ, tmp_path):
    """Try to start a part in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lms.config.start", *part],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LB_DATA_DIR": str(tmp_path), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_well_set_up_house_passes_the_check_of_the_entry_point(tmp_path):
    done = started(["check"], {**GIVEN, **STRONG}, tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_entry_point_names_everything_unsafe_and_starts_nothing(tmp_path):
    unsafe = {"LB_DEBUG": "1", "LB_ALLOWED_HOSTS": "*", "LB_CONTENT_ORIGIN": "http://lernen.example:8443"}
    done = started(["web"], {**GIVEN, **unsafe, "LB_DATABASE_URL": "postgres://lb:postgres@db/lb"}, tmp_path)
    assert done.returncode == os.EX_CONFIG
    for name in ("E003", "E004", "E007", "E008", "E010", "E011", "E013"):
        assert f"(wiring.{name})" in done.stderr, name


def test_the_entry_point_names_everything_missing(tmp_path):
    done = started(["worker"], {"LB_MODE": "services"}, tmp_path)
    assert done.returncode == os.EX_CONFIG
    assert "LB_SECRET_KEY" in done.stderr
    assert "LB_SMTP_URL" in done.stderr


def test_embedded_mode_never_starts_in_an_image(tmp_path):
    done = started(["web"], {}, tmp_path)
    assert done.returncode == os.EX_CONFIG
    assert "(wiring.E002)" in done.stderr
    assert "(wiring.E012)" in done.stderr


@pytest.mark.parametrize(
    ("secret", "ring", "found"),
    [
        ("s" * 60, ["abcdefghijklmnopqrstuvwxyz0123456789"], ["wiring.E007"]),
        ("django-insecure-" + STRONG["LB_SECRET_KEY"], [STRONG["LB_KEY_RING"]], ["wiring.E007"]),
        (STRONG["LB_SECRET_KEY"], [], ["wiring.E008"]),
        (STRONG["LB_SECRET_KEY"], [STRONG["LB_KEY_RING"], "alt"], ["wiring.E008"]),
        (STRONG["LB_SECRET_KEY"], [STRONG["LB_SECRET_KEY"]], ["wiring.E009"]),
        (STRONG["LB_SECRET_KEY"], [STRONG["LB_KEY_RING"]], []),
    ],
    ids=[
        "repeated",
        "of startproject",
        "no ring",
        "a weak old key",
        "shared",
        "strong",
    ],  # drawn values would name tests anew each time
)
def test_weak_missing_and_shared_keys_are_refused(settings, secret, ring, found):
    settings.SECRET_KEY, settings.KEY_RING = secret, ring
    assert ids(safety_checks.strong_keys(None)) == found


@pytest.mark.parametrize(
    ("token", "found"), [("", []), ("x", ["wiring.E016"]), (STRONG["LB_KEY_RING"], [])], ids=["none", "weak", "strong"]
)
def test_a_weak_token_of_the_metrics_is_refused(settings, token, found):
    settings.SECRET_KEY, settings.KEY_RING = STRONG["LB_SECRET_KEY"], [STRONG["LB_KEY_RING"]]
    settings.METRICS_TOKEN = token
    assert ids(safety_checks.strong_keys(None)) == found


@pytest.mark.parametrize(
    ("password", "tls", "found"), [("geheim", False, ["wiring.W017"]), ("geheim", True, []), ("", False, [])]
)
def test_a_password_of_the_mail_server_that_travels_unsealed_is_named(settings, password, tls, found):
    settings.EMAIL_HOST_PASSWORD, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = password, tls, False
    assert ids(safety_checks.letters_sealed(None)) == found


@pytest.mark.parametrize("host", ["*", ".de", "."])
def test_a_host_name_of_anybodys_choice_is_refused(settings, host):
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["lernen.example", ".inhalt.example", host]
    assert ids(safety_checks.closed_house(None)) == ["wiring.E011"]


@pytest.mark.parametrize(
    ("password", "host", "found"),
    [
        ("Postgres", "db", ["wiring.E013"]),
        ("Lb", "db", ["wiring.E013"]),
        ("", "db", ["wiring.W014"]),
        ("", "", []),
        ("k7-Zu9_pQ", "db", []),
    ],
)
def test_a_password_that_everybody_knows_is_refused(password, host, found):
    database = {"ENGINE": "django.db.backends.postgresql", "PASSWORD": password, "HOST": host, "USER": "lb"}
    assert ids(safety_checks._database_findings(database)) == found


def test_static_files_of_the_last_code_stay_where_nginx_finds_them(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "ui").mkdir(parents=True)
    (source / "ui" / "new.css").write_text("new")
    (target / "ui").mkdir(parents=True)
    (target / "ui" / "old.css").write_text("old")
    assert start.publish(source, target) == 1
    assert start.publish(source, target) == 0
    assert sorted(path.name for path in (target / "ui").iterdir()) == ["new.css", "old.css"]
