"""Probes come from inside, by address, without https, and must not take part in anything else."""

import json

import pytest
from django.test import Client, override_settings

from operations import readiness

IN_PRODUCTION = override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["lernen.example"])


@pytest.fixture(autouse=True)
def forget_last_report(monkeypatch):
    monkeypatch.setattr(readiness, "_last", None)


@IN_PRODUCTION
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "web", "lernen.example", "any.scorm.localhost"])
def test_a_probe_by_any_name_learns_without_a_database_that_the_process_lives(host):
    answer = Client(headers={"host": host}).get("/healthz")  # a test without a database mark may not touch one
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "ok"})
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


@IN_PRODUCTION
@pytest.mark.django_db
def test_a_house_that_is_well_is_ready():
    answer = Client(headers={"host": "10.0.0.7:8000"}).get("/readyz")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "status": "ok",
        "parts": {"database": "ok", "migrations": "ok", "cache": "ok", "storage": "ok"},
    }
    assert not answer.cookies


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_makes_it_not_ready(monkeypatch):
    monkeypatch.setattr(readiness, "last_migrations", lambda: (("courses", "0999_tomorrow"),))
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["parts"]["migrations"] == "failed"


@pytest.mark.django_db
def test_a_cache_that_keeps_nothing_makes_it_not_ready(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert json.loads(Client().get("/readyz").content)["parts"]["cache"] == "failed"


@pytest.mark.django_db
def test_a_storage_that_takes_no_files_makes_it_not_ready(settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "media.storages.PrivateStorage", "OPTIONS": {"location": str(blocked / "private")}},
    }
    assert json.loads(Client().get("/readyz").content)["parts"]["storage"] == "failed"


@pytest.mark.django_db
def test_what_is_wrong_is_named_without_any_detail(monkeypatch):
    def explode() -> bool:
        raise RuntimeError("postgres://lernbruecke:geheim@db/lernbruecke")

    monkeypatch.setitem(readiness.QUESTIONS, "database", explode)
    answer = Client().get("/readyz")
    assert json.loads(answer.content)["parts"]["database"] == "failed"
    assert b"geheim" not in answer.content


@pytest.mark.django_db
def test_not_being_ready_is_logged_with_the_part_and_as_no_error(monkeypatch, caplog):
    monkeypatch.setattr(readiness, "last_migrations", lambda: (("courses", "0999_tomorrow"),))
    Client().get("/readyz")
    said = [(record.levelname, record.getMessage()) for record in caplog.records if "request" in vars(record)]
    assert said == [("WARNING", "not ready: migrations")]


@pytest.mark.django_db
def test_services_are_asked_once_a_second_however_often_strangers_ask(monkeypatch):
    asked = []
    monkeypatch.setattr(readiness, "QUESTIONS", {"database": lambda: bool(asked.append(1)) or True})
    for _ in range(5):
        Client().get("/readyz")
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_sent_to_a_door(path):
    assert Client().post(path).status_code == 405


def test_the_address_has_to_be_exact(db):
    assert Client().get("/healthz/").status_code in {302, 404}
