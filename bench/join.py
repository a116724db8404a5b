"""
A class of 50 presses the button in the same moment, and nobody has opened the room yet.

One meeting on the server, 50 addresses that all lead in and are all somebody's own, and p95 from the button to the
address within the bar. The server is the stand-in, a process of its own. Printed beside it: 50 answers of the bare
view, which asks no other server and opens no room.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench import commit, cpu, learners, load
from bench.stage import ROOT, Stage
from bench.verdict import Verdict
from tools.services import free_port

CLASS, ROUNDS = 50, 3
ANSWER_SECONDS = 60
SECRET = "for the bench alone"
P95_BAR = 5_000  # milliseconds: half of what one server may take to answer a single person
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Pupil:
    """One browser before the page of the session: signed in, button in reach."""

    host: str
    port: int
    name: str
    cookies: dict[str, str]
    milliseconds: float = 0.0
    address: str = ""
    token: str = ""
    trouble: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": self.host, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, body=body or None, headers=headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        line.close()
        return answer.status, answer.headers.get("Location", ""), text

    def come_near(self, path: str) -> None:
        """Open the page, which takes the token of its form."""
        _status, _to, text = self.ask("GET", path)
        found = TOKEN.search(text)
        if found is None:
            raise RuntimeError(f"no button on the page: {text[:600]}")
        self.token = found[1]

    def go_in(self, path: str, gate: threading.Barrier) -> None:
        """Press the button and follow to the address."""
        gate.wait()
        began = time.perf_counter()
        try:
            status, _to, text = self.ask("POST", f"{path}beitreten/", f"csrfmiddlewaretoken={self.token}&choice=all")
            if status != 200:
                raise RuntimeError(f"{status} {text[:300]}")
            status, self.address, _text = self.ask("GET", f"{path}hinein/")
            if status != 302:
                raise RuntimeError(f"{status} instead of a redirect")
        except (OSError, RuntimeError, http.client.HTTPException) as trouble:
            self.trouble.append(repr(trouble))
        self.milliseconds = 1000 * (time.perf_counter() - began)


@contextmanager
def standin() -> Iterator[str]:
    """Run the stand-in until the block ends; yield its address."""
    port = free_port()
    command = [sys.executable, "-m", "bbb_standin", "--port", str(port)]
    environ = {**os.environ, "BBB_STANDIN_SECRET": SECRET}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the stand-in does not start")
        yield f"http://127.0.0.1:{port}/bigbluebutton/api/"
    finally:
        process.terminate()
        process.wait(30)


def _session(run: Any) -> Any:
    """Return a session of the run that has just begun, whose room learners may open; nobody has yet."""
    from django.utils import timezone

    from courses.models import RunSession

    now = timezone.now()
    return RunSession.objects.create(
        run=run,
        title="Abend",
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(minutes=89),
        opens_without_staff=True,
        changed_at=now,
    )


def _pupil(stage: Stage, person: Any) -> Pupil:
    from django.conf import settings
    from django.test import Client

    client: Any = Client(headers={"host": "localhost"})
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: client.cookies[name].value}
    return Pupil("localhost", stage.product.port, person.display_name, cookies)


def _round(stage: Stage, people: list[Any], run: Any) -> tuple[list[float], int, int]:
    """Return milliseconds of each, how many meetings there are, and how many addresses are right."""
    from live_sessions.models import Meeting

    session = _session(run)
    path = f"/de/termine/{session.public_id}/"
    pupils = [_pupil(stage, person) for person in people]
    for pupil in pupils:
        pupil.come_near(path)
    cpu.wait_until_quiet()
    gate = threading.Barrier(len(pupils))
    threads = [threading.Thread(target=pupil.go_in, args=(path, gate)) for pupil in pupils]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble := [words for pupil in pupils for words in pupil.trouble]:
        raise RuntimeError(f"{len(trouble)} of {len(pupils)} did not come in: {trouble[0]}")
    meetings = list(Meeting.objects.filter(context_key=session.context_key))
    return [pupil.milliseconds for pupil in pupils], len(meetings), _right_addresses(pupils, meetings[0])


def _right_addresses(pupils: list[Pupil], meeting: Any) -> int:
    """Return how many different people the server lets into this meeting under their own name."""
    ids = set()
    for pupil in pupils:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(pupil.address).query).items()}
        wanted = (pupil.name, "VIEWER", str(meeting.meeting_id), str(meeting.create_time))
        given = (asked["fullName"], asked["role"], asked["meetingID"], asked["createTime"])
        if given == wanted and _lets_in(pupil.address):
            ids.add(asked["userID"])
    return len(ids)


def _lets_in(address: str) -> bool:
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    line.request("GET", f"{parts.path}?{parts.query}")
    to = line.getresponse().headers.get("Location", "")
    line.close()
    return "sessionToken=" in to


def run(stage: Stage) -> list[Verdict]:
    from privacy import keys
    from tests.factories.live_sessions import ServerFactory

    plan = learners.text_run(1)
    people = [learners.enrol(plan).learner for _ in range(CLASS)]
    bare = load.run(stage.bare.address, commit.bare_requests(stage), warm=0, count=CLASS, marker=b'"result"')
    found: list[float] = []
    meetings = right = 0
    with standin() as address:
        ServerFactory(base_url=address, secret=keys.encrypt(SECRET))
        for number in range(ROUNDS):
            milliseconds, one, addresses = _round(stage, people, plan)
            ordered = sorted(milliseconds)
            found.append(ordered[int(0.95 * len(ordered))])
            meetings, right = max(meetings, one), addresses if number == 0 else min(right, addresses)
            print(
                f"  round {number + 1}: {one} meeting, {addresses} right addresses, "
                f"median {statistics.median(ordered):.0f} ms, p95 {found[-1]:.0f} ms "
                f"(bare view: {CLASS} answers, p95 {bare.percentile(0.95):.0f} ms)",
                flush=True,
            )
    return [
        Verdict("join", "meetings of a class", meetings, 1, "less"),
        Verdict("join", f"right addresses of {CLASS}", right, CLASS, "more"),
        Verdict("join", "p95 from the button to the address", statistics.median(found), P95_BAR, "less", 0, " ms"),
    ]
