"""Numbers for whoever watches the house, and for nobody else."""

import os
import subprocess
import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families

from jobs.models import Job, JobState
from operations import metrics
from tests.architecture.house import ROOT

pytestmark = pytest.mark.django_db


def samples(client, **extra) -> dict[tuple, float]:
    answer = client.get("/metrics", **extra)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_view_method_and_status(client):
    key = ("lernbruecke_requests_total", "200", "GET", "account_login")
    before = samples(client).get(key, 0)
    client.get("/de/konto/login/")
    after = samples(client)
    assert after[key] == before + 1
    assert after["lernbruecke_request_seconds_count", "account_login"] >= 1


def test_addresses_that_do_not_exist_make_one_series_only(client):
    for number in range(3):
        client.get(f"/de/gibt-es-nicht-{number}/")
    assert not any("gibt-es-nicht" in str(key) for key in samples(client))


def test_a_sign_in_that_failed_is_counted(client):
    before = samples(client)["lernbruecke_logins_failed_total",]
    client.post("/de/konto/login/", {"login": "niemand", "password": "falsch falsch"})
    assert samples(client)["lernbruecke_logins_failed_total",] == before + 1


@pytest.mark.parametrize(("status", "answer"), [(200, "taken"), (409, "superseded"), (422, "refused"), (503, "failed")])
def test_commits_are_counted_by_what_became_of_them(client, status, answer):
    before = samples(client).get(("lernbruecke_commits_total", answer), 0)
    metrics.count_request(view="scorm_commit", method="POST", status=status, seconds=0.01)
    assert samples(client)["lernbruecke_commits_total", answer] == before + 1


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_read_from_the_database(client, at):
    job = {"kind": "notifications.send", "created_at": at, "run_after": at}
    Job.objects.create(key="a", **job)
    Job.objects.create(key="b", **job, state=JobState.FAILED, ended_at=at)
    found = samples(client)
    assert (found["lernbruecke_jobs", "queued"], found["lernbruecke_jobs", "failed"]) == (1, 1)
    assert found["lernbruecke_jobs_oldest_seconds",] > 60
    assert found["lernbruecke_database_up",] == 1
    assert found["lernbruecke_letters", "failed"] == found["lernbruecke_certificates", "issued"] == 0


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"headers": {"x-forwarded-for": "127.0.0.1"}},
    ],
)
def test_without_a_token_only_this_very_machine_may_ask(client, extra):
    assert client.get("/metrics", **extra).status_code == 404


def test_with_a_token_only_who_brings_it_may_ask(client, settings):
    settings.METRICS_TOKEN = "geheim"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer falsch"}).status_code == 404
    assert samples(client, REMOTE_ADDR="10.0.0.7", headers={"authorization": "Bearer geheim"})


def test_processes_of_one_machine_add_up_and_their_successors_go_on_in_the_same_files(tmp_path):
    script = """
import os, django
django.setup()
from operations import metrics
for child in range(3):
    if os.fork() == 0:
        metrics.FAILED_LOGINS.inc(2)
        os._exit(0)
    os.wait()
metrics.FAILED_LOGINS.inc()
print(metrics.exposition().decode())
"""
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.config.settings.test",
        "LB_METRICS_DIR": str(tmp_path),
        "LB_DATA_DIR": str(tmp_path / "data"),
    }
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert "lernbruecke_logins_failed_total 7.0" in said.stdout
    assert len(list(tmp_path.glob("counter_*.db"))) == 2  # the parent's, and one for three children after each other
