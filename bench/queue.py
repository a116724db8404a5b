"""
10 000 jobs drain although a worker is killed in the middle: each has its effect once, none is lost.

Two Celery workers on Redis, with the clock that rings the reaper. The job's handler is like every handler of the house:
its effect stands under a unique key, so running twice changes nothing. Runs beyond one per job can only be those that
the killed worker held.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.stage import ROOT, Stage
from bench.verdict import Verdict
from tools.services import redis

JOBS, CHUNK = 10_000, 500
PROCESSES = 2  # of each worker
LIMIT_SECONDS = 600
TABLE = "CREATE TABLE bench_tick (number integer PRIMARY KEY, runs integer NOT NULL)"
TICK = "INSERT INTO bench_tick VALUES (%s, 1) ON CONFLICT (number) DO UPDATE SET runs = bench_tick.runs + 1"
SEEN = "SELECT count(*), coalesce(sum(runs), 0) FROM bench_tick"


def tick(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """Have an effect under a unique key, and count the runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TICK, [payload["number"]])


def enqueue() -> None:
    """Write all jobs, some hundred in a transaction, each with its ring."""
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from jobs import actions

    for start in range(0, JOBS, CHUNK):
        with transaction.atomic():
            for number in range(start, start + CHUNK):
                payload, now = {"number": number}, timezone.now()
                actions.enqueue(kind="bench.tick", key=f"bench.tick:{number}", payload=payload, at=now)


def run(stage: Stage) -> list[Verdict]:
    from django.db import connection

    from jobs.models import Job

    def seen() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(SEEN)
            effects, runs = cursor.fetchone()
        return int(effects), int(runs)

    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    with ExitStack() as stack:
        environ = {**os.environ, "LB_REDIS_URL": stack.enter_context(redis()), "LB_LOG_LEVEL": "ERROR"}
        celery = [sys.executable, "-m", "celery", "-A", "lms.config"]
        worker = [*celery, "worker", "--concurrency", str(PROCESSES), "--loglevel", "ERROR"]
        subprocess.run([sys.executable, "-c", "from bench.queue import enqueue; enqueue()"], env=environ, check=True)
        began = time.monotonic()
        kept = _start(stack, [*worker, "-n", "kept@%h"], environ)
        killed = _start(stack, [*worker, "-n", "killed@%h"], environ)
        _start(stack, [*celery, "beat", "--loglevel", "ERROR", "-s", _clock(environ)], environ)
        _wait(lambda: seen()[0] >= JOBS // 3, "a third of the jobs")
        os.killpg(killed.pid, signal.SIGKILL)
        at_kill = seen()[0]
        _wait(lambda: not Job.objects.filter(kind="bench.tick").exclude(state="done").exists(), "the end of all jobs")
        seconds = time.monotonic() - began
        if kept.poll() is not None:
            raise RuntimeError("the other worker ended too")
    effects, runs = seen()
    print(f"  killed after {at_kill} jobs; {JOBS / seconds:.0f} jobs/s, start of the workers included", flush=True)
    return [
        Verdict("queue", "jobs lost", JOBS - effects, 0, "less"),
        Verdict("queue", "runs beyond one per job", runs - effects, PROCESSES, "less"),
    ]


def _clock(environ: Mapping[str, str]) -> str:
    return str(Path(environ["LB_DATA_DIR"]) / "bench-beat")


def _start(stack: ExitStack, command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # banners and warnings are no figures
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True, **quiet)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + LIMIT_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {LIMIT_SECONDS} s for {what}")
        time.sleep(0.25)
