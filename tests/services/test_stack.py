"""
The production stack without containers: entry point, gunicorn, worker, clock and the shipped nginx with TLS, before
PostgreSQL, Redis and an object storage. One way through it, each part restarted under load, a backup and its restore.
"""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPException
from urllib.parse import urljoin

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection

from operations.backups import manifest
from tests import databases
from tests.factories.scorm import zipped
from tests.services.front import ROOT, needs_nginx, running
from tests.services.stack import running_stack, template_address, wait_for
from tests.services.stack_seed_facts import FILM, PASSWORD, TOTP_SECRET

# In this order: the backup is taken of what was learned before.
pytestmark = pytest.mark.services
LEARNERS, COURSES_EACH = 4, 2
DONE = {"cmi.core.lesson_status": "completed"}


@pytest.fixture(scope="module")
def stack(django_db_setup, django_db_blocker):
    needs_nginx()
    if connection.vendor != "postgresql":
        pytest.skip("processes meet on PostgreSQL")
    with django_db_blocker.unblock():
        template = template_address(connection, f"lernbruecke_template_{databases.migrations_hash()}")
    with running_stack(template) as stack:
        stack.facts = stack.seed("furnish", LEARNERS, COURSES_EACH)
        for number in (1, 2):
            stack.wait_for_web(number)
        for part in ("worker", "beat"):
            stack.wait_for_life(part)
        with running(stack.front):
            yield stack


def sign_in(browser, name):
    answer = browser.post("/de/konto/login/", {"login": name, "password": PASSWORD})
    assert answer.status == 302, answer.text[:2000]
    return answer


def commit(browser, launch, seq, changes, trigger="manual"):
    body = {"v": 1, "launch": launch["launch"], "epoch": launch["epoch"], "seq": seq, "sco": "I", "t": 0}
    body |= {"trigger": trigger, "active_ms": 0, "set": changes, "full": False, "inter": []}
    origin = f"https://{browser.host}"
    kind = "application/json"
    return browser.ask("POST", f"/l/{launch['token']}/commit", json.dumps(body), Content_Type=kind, Origin=origin)


def test_a_trainer_uploads_a_package_that_the_worker_checks_in_the_object_storage(stack):
    browser = stack.front.browser()
    second = sign_in(browser, "frau-weber").headers["Location"]
    code = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
    assert browser.post(second, {"code": code}).status == 302
    form = {"title": "Neues Paket"}
    answer = browser.post("/admin/scorm/hochladen/", form, files=[("file", "paket.zip", zipped())])
    assert answer.status == 302, answer.text[:3000]
    state = "SELECT v.state FROM scorm_packageversion v JOIN scorm_package p ON p.id = v.package_id WHERE p.title = %s"
    wait_for(lambda: stack.rows(state, "Neues Paket") == [("ready",)], 30, "the package to be ready")
    assert any((stack.folder / "buckets" / "haus" / "scorm").rglob("*"))


def test_amina_plays_on_the_content_host_and_downloads_her_certificate_sent_by_nginx(stack):
    site = stack.front.browser()
    sign_in(site, "amina")
    unit = f"/de/lernen/{stack.facts['enrolment']}/{stack.facts['item']}/"
    answer = site.post(f"{unit}starten/", {}, page=unit)
    assert answer.status == 303
    host, path = re.fullmatch(r"https://([^/]+)(/l/.+)", answer.headers["Location"]).groups()
    content = stack.front.browser(host)
    player = content.get(path)
    bootstrap = json.loads(re.search(r'<script id="bootstrap"[^>]*>(.*?)</script>', player.text, re.DOTALL)[1])
    assert not player.all("Set-Cookie")

    start = urljoin(path, bootstrap["sco"]["href"])
    film = content.get(urljoin(start, "film.mp4"), Range="bytes=500000-500999")
    assert (film.status, film.body) == (206, FILM[500_000:501_000])
    assert film.headers["Content-Type"] == "video/mp4"
    assert len(film.all("Content-Security-Policy")) == 1
    page = content.get(start)
    assert (page.text, page.headers["Content-Type"]) == ("<p>Hallo</p>", "text/html")
    assert page.all("Cache-Control") == ["private, max-age=2592000, immutable"]

    launch = {"token": path.split("/")[2], "launch": bootstrap["launch"], "epoch": bootstrap["epoch"]}
    assert commit(content, launch, 1, DONE, trigger="terminate").status == 200
    mine = "SELECT c.public_id FROM certificates_certificate c JOIN accounts_user u ON u.id = c.holder_id"
    wait_for(lambda: stack.rows(f"{mine} WHERE u.username = 'amina' AND c.state = 'issued'"), 40, "the certificate")
    ((public_id,),) = stack.rows(f"{mine} WHERE u.username = 'amina'")
    answer = site.get(f"/de/bescheinigungen/{public_id}/")
    assert answer.status == 200
    assert answer.body.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (hashlib.sha256(answer.body).hexdigest(),) in stack.rows("SELECT pdf_sha256 FROM certificates_certificate")
    assert stack.front.browser().get(f"/de/bescheinigungen/{public_id}/").status == 302


def test_who_signs_out_leaves_no_player_in_the_history_and_what_a_device_kept_is_taken(stack):
    site = stack.front.browser()
    sign_in(site, "amina")
    unit = f"/de/lernen/{stack.facts['enrolment']}/{stack.facts['item']}/"
    answer = site.post(f"{unit}starten/", {}, page=unit)
    host, path = re.fullmatch(r"https://([^/]+)(/l/.+)", answer.headers["Location"]).groups()
    content = stack.front.browser(host)
    bootstrap = json.loads(
        re.search(r'<script id="bootstrap"[^>]*>(.*?)</script>', content.get(path).text, re.DOTALL)[1]
    )
    start = urljoin(path, bootstrap["sco"]["href"])
    assert content.get(start).status == 200
    site.post("/de/konto/logout/", {}, page="/de/")
    assert (content.get(path).status, content.get(start).status) == (410, 404)
    launch = {"token": path.split("/")[2], "launch": bootstrap["launch"], "epoch": bootstrap["epoch"]}
    assert commit(content, launch, 1, DONE, trigger="replay").status == 200


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("https://lernen.example", True),
        ("https://{label}.lernen.example", True),
        ("https://lernen.example:8443", True),
        ("https://{label}.inhalt.example", False),
    ],
)
def test_the_deploy_check_refuses_content_next_to_the_platform(stack, content, refused):
    said = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={**stack.environ, "LB_CONTENT_ORIGIN": content},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ((said.returncode != 0), "wiring.E003" in said.stderr) == (refused, refused), said.stderr[-2000:]


def test_headers_of_the_site_come_once_behind_nginx(stack):
    answer = stack.front.browser().get("/de/konto/login/")
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"):
        assert len(answer.all(name)) == 1, name
    assert "__Host-csrftoken" in answer.headers["Set-Cookie"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_no_part_starts_with_an_error(stack):
    for part in ("web1", "web2", "worker", "beat"):
        assert [line for line in stack.said(part).splitlines() if '"level": "ERROR"' in line] == [], part


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz"])
def test_what_machines_ask_is_answered_inside_only(stack, path):
    assert stack.front.browser().get(path).status == 404


class Learner(threading.Thread):
    """Commits one after the other through nginx, each again until it is acknowledged, as the player does."""

    def __init__(self, stack, launches, may_end):
        super().__init__(daemon=True)
        self.stack, self.launches, self.may_end = stack, launches, may_end
        self.acknowledged, self.unexpected = {}, []
        self.stop_by = time.monotonic() + 240

    def run(self):
        for number, launch in enumerate(self.launches):
            browser, seq = self.stack.front.browser(launch["host"]), 0
            while not (self.may_end.is_set() or (number < len(self.launches) - 1 and seq >= 10)):
                seq += 1
                self.send(browser, launch, seq, {"cmi.core.lesson_location": str(seq)})
                time.sleep(0.1)
            seq += 1
            self.send(browser, launch, seq, {"cmi.core.lesson_location": str(seq), **DONE}, trigger="terminate")
            browser.line.close()

    def send(self, browser, launch, seq, changes, trigger="manual"):
        while time.monotonic() < self.stop_by:
            try:
                answer = commit(browser, launch, seq, changes, trigger)
            except (OSError, HTTPException):  # cut before, or in the middle of the answer
                browser.line.close()
                time.sleep(0.1)
                continue
            if answer.status == 200 and json.loads(answer.text)["status"] in {"applied", "duplicate"}:
                self.acknowledged[launch["attempt"]] = seq
                return
            if answer.status < 500:  # "stale" means that an acknowledged commit is lost
                self.unexpected.append((seq, answer.status, answer.text[:300]))
                return
            time.sleep(0.1)
        self.unexpected.append((seq, "never acknowledged", None))


class Visitor(threading.Thread):
    """Looks at a page again and again and writes down what went wrong."""

    def __init__(self, front):
        super().__init__(daemon=True)
        self.front, self.wrong, self.count, self.is_done = front, [], 0, threading.Event()

    def run(self):
        while not self.is_done.wait(0.1):
            browser = self.front.browser()
            try:
                status = browser.get("/de/konto/login/").status
            except OSError as error:
                status = repr(error)
            self.count += 1
            if status != 200:
                self.wrong.append(status)
            browser.line.close()

    def end(self):
        self.is_done.set()
        self.join(30)
        return self.wrong


def restart_web_gracefully(stack):
    """What an upgrade does: one web part after the other, nginx reads its configuration anew."""
    for number in (1, 2):
        stack.stop(f"web{number}")
        stack.start_web(number)
        stack.wait_for_web(number)
    stack.front.reload()
    time.sleep(1)


def restart_everything_roughly(stack):
    """Kill each part and start it again."""
    for name in ("worker", "beat"):
        (stack.folder / "tmp" / f"lernbruecke-{name}-alive").unlink()
        stack.stop(name, signal.SIGKILL)
        stack.start(name)
    stack.stop("web1", signal.SIGKILL)
    stack.start_web(1)
    stack.crash_database()
    stack.redis.close()
    stack.start_redis()
    stack.stop("objects", signal.SIGKILL)
    stack.start_objects()
    stack.front.stop(signal.SIGKILL)
    stack.front.start()
    stack.wait_for_web(1)
    stack.wait_for_web(2)
    for name in ("worker", "beat"):
        stack.wait_for_life(name)


def test_restarting_each_part_under_load_loses_nothing_and_an_upgrade_turns_nobody_away(stack):
    may_end = threading.Event()
    people = [Learner(stack, launches, may_end) for launches in stack.facts["launches"]]
    for person in people:
        person.start()
    visitor = Visitor(stack.front)
    visitor.start()
    restart_web_gracefully(stack)
    turned_away, looks = visitor.end(), visitor.count
    restart_everything_roughly(stack)
    may_end.set()
    for person in people:
        person.join(120)

    assert turned_away == []
    assert looks > 10
    assert [person.unexpected for person in people] == [[]] * LEARNERS
    acknowledged = {attempt: seq for person in people for attempt, seq in person.acknowledged.items()}
    stored = dict(stack.rows("SELECT attempt_id, (doc->>'cmi.core.lesson_location')::int FROM scorm_scostate"))
    assert {attempt: stored[attempt] for attempt in acknowledged} == acknowledged
    assert len(acknowledged) == LEARNERS * COURSES_EACH
    issued = (
        "SELECT c.state, count(*) FROM certificates_certificate c JOIN accounts_user u ON u.id = c.holder_id"
        " WHERE u.username <> 'amina' GROUP BY c.state"
    )
    jobs = "SELECT key, state, attempts, run_after, leased_until, last_error FROM jobs_job WHERE state <> 'done'"
    wait_for(
        lambda: dict(stack.rows(issued)) == {"issued": LEARNERS * COURSES_EACH},
        90,
        lambda: f"certificates: {stack.rows(issued)}, {stack.rows(jobs)}, {stack.said('worker')[-6000:]}",
    )
    numbers = Counter(number for (number,) in stack.rows("SELECT number FROM certificates_certificate"))
    assert set(numbers.values()) == {1}
    assert stack.rows("SELECT key FROM jobs_job WHERE state = 'failed'") == []


def test_a_backup_restores_into_a_fresh_database_and_bucket_with_every_row_file_and_proof(stack):
    said = stack.run("manage.py", "backup", "--to", str(stack.folder / "backups"))
    (backup,) = (stack.folder / "backups").iterdir()
    made = json.loads((backup / "manifest.json").read_text())
    assert made["vendor"] == "postgresql"
    assert made["file_count"] > LEARNERS * COURSES_EACH
    ring = (stack.folder / "secrets" / "LB_KEY_RING").read_text().strip()
    assert ring.encode() not in b"".join(path.read_bytes() for path in backup.iterdir() if path.is_file())
    assert made["key_fingerprints"][0] in said

    stack.make_database("fresh")
    elsewhere = {"LB_DATABASE_URL": f"{stack.database}/fresh", "LB_S3_BUCKET": "anders"}
    assert "--overwrite" in refused(stack, "manage.py", "restore", str(backup))
    stack.make_bucket("anders")
    said = stack.run("manage.py", "restore", str(backup), **elsewhere)
    assert said.startswith(f"Restored {sum(made['rows'].values())} rows and {made['file_count']} files.")

    broken = shutil.copytree(backup, stack.folder / "broken", dirs_exist_ok=True)
    (broken / made["database_file"]).write_bytes((backup / made["database_file"]).read_bytes()[:-5000])
    made["database_sha256"] = manifest.digest(broken / made["database_file"])
    manifest.write(broken, manifest.Manifest(**made))
    assert "pg_restore" in refused(stack, "manage.py", "restore", str(broken), "--overwrite", **elsewhere)
    with psycopg.connect(stack.address("fresh")) as other:  # all as it was, and nothing beside
        count = "SELECT count(*) FROM certificates_certificate"
        assert other.execute(count).fetchone() == stack.rows(count)[0]
        assert other.execute("SELECT to_regnamespace('before_restore')").fetchone() == (None,)
    assert stack.run("manage.py", "restore", str(backup), "--overwrite", **elsewhere) == said

    here, there = (stack.folder / "buckets" / name for name in ("haus", "anders"))
    assert hashes(there) == hashes(here)
    number = stack.rows("SELECT number FROM certificates_certificate ORDER BY id DESC LIMIT 1")[0][0]
    seen = stack.seed("look", number, **elsewhere)
    assert (seen["is_pdf"], seen["is_unchanged"]) == (True, True)
    assert number in seen["page"]
    assert "echt" in seen["page"].lower() or "gültig" in seen["page"].lower()


def refused(stack, *command, **environ):
    """Run what must fail; return what it said."""
    given = {**stack.environ, **environ}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=given, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr[-2000:]
    return done.stderr


def hashes(bucket):
    return {
        str(path.relative_to(bucket)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in bucket.rglob("*")
        if path.is_file()
    }
