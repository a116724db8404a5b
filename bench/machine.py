"""
What docs/sizing.md reckons with: CPU of web server and database per request, memory of a web process after use.

A page must stay within what the page says about machines; a change that needs more has to change that page too.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import cpu, learners, load
from bench.commit import Player
from bench.stage import LEARNERS, Server, Stage, serve
from bench.verdict import Verdict
from tools.services import free_port

COURSES, UNITS = 200, 30
WARM, OPERATIONS = 64, 400
# Milliseconds of CPU, and megabytes: what was measured for docs/sizing.md and half of it again.
BARS = {"catalogue made anew": 28, "course made anew": 55, "kept page": 2.5, "desk": 36, "unit": 43, "commit": 8}
MEGABYTES_BAR = 190


def run(stage: Stage) -> list[Verdict]:
    from bench import offers

    course = offers.furnish(COURSES)[0]
    scorm = learners.scorm_run()
    text = learners.text_run(UNITS)
    people = [_signed_in(text) for _ in range(LEARNERS)]
    numbers = itertools.count(1)
    kinds: dict[str, tuple[list[Iterator[bytes]], bytes]] = {
        "catalogue made anew": ([_anew("/de/kurse/", numbers)] * LEARNERS, b"card--result"),
        "course made anew": ([_anew(f"/de/kurse/{course.slug}/", numbers)] * LEARNERS, b"application/ld+json"),
        "kept page": ([itertools.repeat(load.get("localhost", "/de/kurse/"))] * LEARNERS, b"card--result"),
        "desk": ([itertools.repeat(_get("/de/lernen/", cookie)) for cookie, _ in people], b"</html>"),
        "unit": ([itertools.repeat(_get(path, cookie)) for cookie, path in people], b"</html>"),
        "commit": ([Player(learners.open_player(scorm)).requests() for _ in range(LEARNERS)], b'"result"'),
    }
    verdicts = []
    with serve("lms.config.wsgi:application", free_port(), dict(os.environ), options=("--preload",)) as server:
        for name, (requests, marker) in kinds.items():
            cpu.wait_until_quiet()
            web, database = _cpu_milliseconds(server, stage, requests, marker)
            print(f"  {name}: {web:.1f} ms of the web server, {database:.1f} ms of the database", flush=True)
            verdicts.append(Verdict("machine", f"CPU of {name}", web + database, BARS[name], "less", 1, " ms"))
        memory = sorted(_megabytes(pid) for pid in _children(server.pid))
    shown = ", ".join(f"{size:.0f}" for size in memory)
    print(f"  memory of its processes after {len(kinds) * (WARM + OPERATIONS)} requests: {shown} MB", flush=True)
    return [*verdicts, Verdict("machine", "memory of a web process", memory[-1], MEGABYTES_BAR, "less", 0, " MB")]


def _cpu_milliseconds(
    server: Server, stage: Stage, requests: list[Iterator[bytes]], marker: bytes
) -> tuple[float, float]:
    load.run(server.address, requests, warm=0, count=WARM, marker=marker)
    before = cpu.seconds(server.pid), cpu.seconds(stage.postgres_pid)
    measured = load.run(server.address, requests, warm=0, count=OPERATIONS, marker=marker)
    if measured.errors:
        raise RuntimeError(f"{measured.errors} of {OPERATIONS} operations failed: {measured.first_error}")
    after = cpu.seconds(server.pid), cpu.seconds(stage.postgres_pid)
    return 1000 * (after[0] - before[0]) / OPERATIONS, 1000 * (after[1] - before[1]) / OPERATIONS


def _anew(path: str, numbers: Iterator[int]) -> Iterator[bytes]:
    """What no view reads makes an address of its own, so that nothing kept fits."""
    for number in numbers:
        yield load.get("localhost", f"{path}?x={number}")


def _get(path: str, cookie: str) -> bytes:
    return load.get("localhost", path).replace(b"\r\n\r\n", f"\r\nCookie: {cookie}\r\n\r\n".encode(), 1)


def _signed_in(run: Any) -> tuple[str, str]:
    """Return the cookie of somebody who learns there, and the path of the first unit."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils.translation import override

    from courses.models import RunUnit

    enrolment = learners.enrol(run)
    client: Any = Client(headers={"host": "localhost"})
    client.force_login(enrolment.learner)
    item = RunUnit.objects.filter(run=run).order_by("position").values_list("item_id", flat=True)[0]
    with override("de"):
        path = reverse("lms:unit", args=[enrolment.public_id, item])
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}", path


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def _megabytes(pid: int) -> float:
    """Return a process's share of the machine: its own memory, and its part of what it shares with others."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    kilobytes = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kilobytes * 1024 / 1_000_000
