"""
kill -9 of the web server or the worker, fifty times at random, while people learn and certificates are issued.

What was acknowledged is stored, and nobody gets two certificates or none.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from certificates.models import Certificate
from jobs.models import Job
from lms.models import Enrolment, HoursEntry, UnitResult
from scorm.actions.registrations import register
from scorm.models import ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, open_launch
from tools.services import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
KILLS = 50
LEARNERS = 5
COURSES_EACH = 8
PATIENCE = 240  # seconds; some thirty are enough on a quiet machine, and other tests run beside this one
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.now(UTC)


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


def runs_of_one_package(count):
    """Runs that are on, each with one SCORM unit: completing it completes the course."""
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    package = PackageFactory(owner=provider)
    ScoFactory(version=PackageVersionFactory(package=package))
    course = live_course(provider, units=[live_unit(provider, kind="scorm", package=package, body=[])])
    plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
    return [running_run(course=course, capacity=LEARNERS, **plan) for _ in range(count)]


def opened(enrolment):
    """Open the player of the enrolment's only unit; return the launch with its token."""
    run_unit = run_units(enrolment.run)[0]
    result = UnitResult.objects.create(
        enrolment=enrolment, item_id=run_unit.item_id, run_unit=run_unit, first_seen_at=NOW, last_seen_at=NOW
    )
    version = run_unit.package_version
    registration = register(user=enrolment.learner, context_key=result.public_id, version=version, at=NOW)
    launch = open_launch(registration, datetime.now(UTC))
    launch.host = f"{version.public_id}.scorm.localhost"
    return launch


class Learner(threading.Thread):
    """Sends commits one after the other, each again until it is acknowledged, exactly as the player does."""

    def __init__(self, port, launches, kills):
        super().__init__(daemon=True)
        self.port, self.launches, self.kills = port, launches, kills
        self.acknowledged = {}
        self.unexpected = []
        self.stop_by = time.monotonic() + PATIENCE

    def run(self):
        for number, launch in enumerate(self.launches):
            share = KILLS * (number + 1) / len(self.launches)
            seq = 0
            while len(self.kills) < share - 1 and time.monotonic() < self.stop_by:
                seq += 1
                self.commit(launch, seq, {"cmi.core.lesson_location": str(seq)})
            self.commit(launch, seq + 1, {"cmi.core.lesson_location": str(seq + 1), **DONE}, trigger="terminate")

    def commit(self, launch, seq, changes, trigger="manual"):
        body = {"v": 1, "launch": str(launch.public_id), "epoch": launch.epoch, "seq": seq, "sco": "I", "t": 0}
        body |= {"trigger": trigger, "active_ms": 0, "set": changes, "full": False, "inter": []}
        while time.monotonic() < self.stop_by:
            status, answer = self.post(launch, json.dumps(body))
            if status == 200 and answer["status"] in {"applied", "duplicate"}:
                self.acknowledged[launch.attempt_id] = seq
                return
            if status == 200 or 400 <= (status or 0) < 500:
                self.unexpected.append((seq, status, answer))  # "stale" means that an acknowledged commit is lost
                return
            time.sleep(0.02)
        self.unexpected.append((seq, "never acknowledged", None))

    def post(self, launch, body):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Host": launch.host, "Origin": f"http://{launch.host}", "Content-Type": "application/json"}
        try:
            line.request("POST", f"/l/{launch.token}/commit", body, headers)
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status < 500 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None, None  # killed before it could answer
        finally:
            line.close()


DONE = {"cmi.core.lesson_status": "completed"}


def environment(tmp_path):
    given = connection.settings_dict
    url = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LB_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "tests.services.kill_settings",
        "LB_DATABASE_URL": url,
        "LB_DATA_DIR": str(tmp_path),
        "LB_KEY_RING": settings.KEY_RING[0],
        "LB_SITE_ORIGIN": "http://localhost",
        "LB_CONTENT_ORIGIN": "http://{label}.scorm.localhost",
    }


@contextmanager
def running(command, environ, log):
    """Run a process group of our own; whatever is left of it ends with the test."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children(process):
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def kill(pid):
    """Kill the process if it still runs; tell whether it did: the last signal may have ended it just now."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state in "XZ":  # ended, and its parent has not looked yet
            return False
        os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True


def wait_for(condition, seconds, what):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.1)


def kill_at_random(processes, kills, dice):
    while len(kills) < KILLS:
        time.sleep(dice.uniform(0.1, 0.5))
        name = dice.choice(sorted(processes))
        found = children(processes[name])
        if found and kill(dice.choice(found)):
            kills.append(name)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes by Linux's /proc")
def test_fifty_kills_lose_no_acknowledged_commit_and_issue_no_certificate_twice(tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("processes meet on PostgreSQL")
    environ, port, dice = environment(tmp_path), free_port(), random.Random()  # noqa: S311
    subprocess.run([sys.executable, "manage.py", "prepare_fonts"], cwd=ROOT, env=environ, check=True)
    runs = runs_of_one_package(COURSES_EACH)
    learners = UserFactory.create_batch(LEARNERS)
    launches = [[opened(enrolled(run, person, at=NOW - timedelta(days=5))) for run in runs] for person in learners]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "lms.config.wsgi",
        "--no-control-socket",
        "--preload",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    kills = []
    with ExitStack() as stack:
        web = stack.enter_context(running([*gunicorn, "--bind", f"127.0.0.1:{port}"], environ, tmp_path / "web.log"))
        worker = stack.enter_context(
            running([sys.executable, "-m", "tests.services.kill_worker"], environ, tmp_path / "worker.log")
        )
        wait_for(lambda: children(web) and children(worker), PATIENCE, "both processes to start")
        people = [Learner(port, of_person, kills) for of_person in launches]
        for person in people:
            person.start()
        kill_at_random({"web": web, "worker": worker}, kills, dice)
        for person in people:
            person.join(PATIENCE)
        wait_for(lambda: not Job.objects.exclude(state="done").exists(), PATIENCE, "the jobs to be done")

    assert [person.unexpected for person in people] == [[]] * LEARNERS
    acknowledged = {attempt: seq for person in people for attempt, seq in person.acknowledged.items()}
    stored = {state.attempt_id: int(state.doc["cmi.core.lesson_location"]) for state in ScoState.objects.all()}
    assert stored == acknowledged
    done = LEARNERS * COURSES_EACH
    assert Enrolment.objects.filter(state="completed").count() == done
    assert HoursEntry.objects.count() == done
    assert Counter(Certificate.objects.values_list("state", flat=True)) == {"issued": done}
    assert Certificate.objects.values("subject_key").distinct().count() == done
    assert Certificate.objects.values("number").distinct().count() == done
    assert len(kills) == KILLS
    assert {"web", "worker"} == set(kills)
