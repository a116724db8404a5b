"""The one door to the environment."""

from pathlib import Path

import pytest

from lms.config.env import REQUIRED_WITH_SERVICES, EnvironmentIncomplete, read

GIVEN = {
    "LB_MODE": "services",
    "LB_SECRET_KEY": "sehr-geheim",
    "LB_KEY_RING": "neuer-schluessel, alter-schluessel",
    "LB_SITE_ORIGIN": "https://lernen.example/",
    "LB_CONTENT_ORIGIN": "https://{label}.inhalt.example",
    "LB_DATABASE_URL": "postgres://lb:db-geheim@db:5432/lb",
    "LB_REDIS_URL": "redis://:redis-geheim@redis:6379/0",
    "LB_SMTP_URL": "smtp://post:post-geheim@mail:587?tls=1",
    "LB_MAIL_FROM": "Lernbrücke <post@lernen.example>",
}


def test_everything_missing_is_named_at_once():
    with pytest.raises(EnvironmentIncomplete) as error:
        read({"LB_MODE": "services", "LB_SITE_ORIGIN": "https://lernen.example"})
    assert error.value.missing == [name for name in REQUIRED_WITH_SERVICES if name != "LB_SITE_ORIGIN"]
    assert all(f"{name}: {REQUIRED_WITH_SERVICES[name]}" in str(error.value) for name in error.value.missing)


def test_an_empty_value_counts_as_missing():
    with pytest.raises(EnvironmentIncomplete) as error:
        read({**GIVEN, "LB_REDIS_URL": ""})
    assert error.value.missing == ["LB_REDIS_URL"]


def test_a_complete_environment_is_read():
    env = read(GIVEN)
    assert (env.mode, env.site_origin) == ("services", "https://lernen.example")
    assert env.key_ring == ("neuer-schluessel", "alter-schluessel")


def test_secrets_hide_from_repr():
    shown = repr(read(GIVEN))
    assert "https://lernen.example" in shown
    for secret in ("sehr-geheim", "neuer-schluessel", "db-geheim", "redis-geheim", "post-geheim"):
        assert secret not in shown


def test_a_value_may_lie_in_a_file(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("aus-der-datei\n", encoding="utf-8")
    given = {name: value for name, value in GIVEN.items() if name != "LB_SECRET_KEY"}
    assert read({**given, "LB_SECRET_KEY_FILE": str(secret)}).secret_key == "aus-der-datei"


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="LB_MODE"):
        read({"LB_MODE": "prod"})


def test_embedded_mode_asks_for_nothing_and_makes_its_own_secrets(tmp_path: Path):
    first = read({"LB_DATA_DIR": str(tmp_path)})
    again = read({"LB_DATA_DIR": str(tmp_path)})
    other = read({"LB_DATA_DIR": str(tmp_path / "other")})
    assert first.secret_key == again.secret_key != other.secret_key
    assert len(first.secret_key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
