"""One line an event, with the number of its request, and nothing that tells about people or opens anything."""

import json
import logging
import sys
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from operations import numbers, receivers
from operations.logs import JsonFormatter, Numbered, PlainFormatter, mask
from privacy import audit
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory


def line(message: str, *args: object, **extra: object) -> dict:
    record = logging.getLogger("tried").makeRecord("tried", logging.INFO, __file__, 1, message, args, None, extra=extra)
    Numbered().filter(record)
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("GET /l/eyJhIjoxfQ:1abc:Zz-9_x/c/index.html", "GET /l/…/c/index.html"),
        ("Not Found: /l/eyJhIjoxfQ:1abc:Zz-9_x", "Not Found: /l/…"),
        ("https://a1b2.inhalt.example/l/geheim/commit", "https://a1b2.inhalt.example/l/…/commit"),
        ("/de/kurse/?suche=Kriegstrauma&seite=2", "/de/kurse/?…"),
        ("/de/konto/password/reset/key/1f-c9x2-deadbeef/", "/de/konto/password/reset/key/…/"),
        ("/de/konto/confirm-email/MQ:1t:abc/", "/de/konto/confirm-email/…/"),
        ("Key (email)=(olena.k@example.org) already exists", "Key (email)=(…@…) already exists"),
        ("redis://:redis-geheim@redis:6379/0", "redis://…@redis:6379/0"),
        ("postgres://lb:db-geheim@db:5432/lb", "postgres://…@db:5432/lb"),
        ("Was ist los? /de/lernen/ geht", "Was ist los? /de/lernen/ geht"),
    ],
)
def test_secrets_and_addresses_of_people_are_masked(told, written):
    assert mask(told) == written
    assert line("%s", told)["message"] == written
    assert line("x", where=told)["where"] == written


def test_a_traceback_is_masked_too():
    try:
        raise ValueError("duplicate: olena.k@example.org at /l/geheim/commit")
    except ValueError:
        record = logging.makeLogRecord({"name": "tried", "msg": "failed", "exc_info": sys.exc_info()})
    for formatter in (JsonFormatter(), PlainFormatter()):
        text = formatter.format(record)
        assert "ValueError: duplicate: …@… at /l/…/commit" in text
        assert "olena" not in text


def test_a_line_is_one_json_object_with_its_extras_and_without_objects():
    written = line("job done", job=7, kind="certificates.issue", request=AnonymousUser())
    assert set(written) == {"time", "level", "logger", "message", "job", "kind"}
    assert (written["job"], written["kind"], written["level"]) == (7, "certificates.issue", "INFO")


def test_what_happens_within_a_request_carries_its_number():
    with numbers.numbered("1234567890abcdef"):
        assert line("hello")["request_id"] == "1234567890abcdef"
    assert "request_id" not in line("hello")


def test_people_read_one_short_line():
    record = logging.makeLogRecord({"name": "operations.request", "msg": "GET /de/", "levelname": "INFO", "ms": 12.5})
    record.number = "1234567890abcdef"
    assert PlainFormatter().format(record)[8:] == "  INFO     operations.request  GET /de/  ms=12.5  12345678"


@pytest.mark.parametrize("given", ["4bf92f3577b34da6a3ce929d0e0e4736", "req-2026.11_22"])
def test_a_trusted_proxy_brings_the_number(client, settings, given, db):
    settings.TRUSTS_PROXY = True
    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", 'x" injected="1', "a" * 65, "zeile\\nzwei", "../../etc", ""])
def test_an_ill_formed_number_is_replaced(client, settings, given):
    settings.TRUSTS_PROXY = True
    answered = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_without_a_trusted_proxy_every_number_is_ours(client):
    given = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] != given


@pytest.mark.django_db
def test_a_request_writes_one_line_that_names_the_route_and_no_value(client, caplog):
    with caplog.at_level(logging.INFO, logger="operations.request"):
        client.get("/de/konto/login/?next=/de/geheim/")
    (record,) = [one for one in caplog.records if one.name == "operations.request"]
    assert record.getMessage() == "GET /de/konto/login/ 200"
    assert (record.view, record.status) == ("account_login", 200)


@pytest.mark.django_db
def test_a_request_to_a_content_host_writes_one_line_too(caplog):
    with caplog.at_level(logging.INFO, logger="operations.request"):
        Client(headers={"host": "any.scorm.localhost"}).get("/l/geheimes-token/c/index.html")
    told = [one.getMessage() for one in caplog.records if one.name == "operations.request"]
    assert told == ["GET /l/<str:token>/c/<path:path> 404"]


@pytest.mark.django_db
def test_the_token_of_a_launch_never_reaches_the_log(caplog):
    with caplog.at_level(logging.DEBUG):
        Client(headers={"host": "any.scorm.localhost"}).get("/l/geheimes-token/c/index.html")
    assert any("/l/<str:token>/c/<path:path>" in record.getMessage() for record in caplog.records)
    assert not any("geheimes-token" in JsonFormatter().format(record) for record in caplog.records)


@pytest.mark.django_db
def test_an_audit_row_carries_the_number_of_its_request(at):
    person = UserFactory()
    with numbers.numbered("1234567890abcdef"):
        audit.record("accounts.tried", subject=person, by=None, at=at)
    audit.record("accounts.tried_outside", subject=person, by=None, at=at)
    written = AuditEntry.objects.filter(subject=person.public_id).values_list("action", "request_number")
    assert dict(written) == {
        "accounts.tried": "1234567890abcdef",
        "accounts.tried_outside": None,
    }


def test_a_task_goes_on_under_the_number_of_its_cause():
    headers: dict[str, str] = {}
    with numbers.numbered("1234567890abcdef"):
        receivers.send_number(headers=headers)
    task = SimpleNamespace(name="jobs.tasks.run", request=SimpleNamespace(**headers))
    receivers.begin_task(task_id="1", task=task)
    assert numbers.current() == "1234567890abcdef"
    receivers.end_task(task_id="1", task=task, state="SUCCESS")
    assert numbers.current() == ""


def test_a_task_that_nobody_asked_for_gets_a_number_of_its_own():
    task = SimpleNamespace(name="jobs.tasks.reap", request=SimpleNamespace())
    receivers.begin_task(task_id="2", task=task)
    assert len(numbers.current()) == 32
    receivers.end_task(task_id="2", task=task)
