"""
The catalogue for strangers: 200 published courses, 24 a page.

At most 12 SQL statements when the page is made, none when it was kept, no write in either case. Pages per second at
least 0.15 of the bare view when each is made anew, 0.8 when it was kept.
"""

from __future__ import annotations

import itertools
import json
import statistics
from collections.abc import Iterator
from typing import Any

from bench import cpu, load
from bench.stage import LEARNERS, Stage
from bench.verdict import Verdict

COURSES = 200
ROUNDS = 5
WARM, MADE, KEPT = 64, 320, 1600
STATEMENTS_BAR, MADE_BAR, KEPT_BAR = 12, 0.15, 0.8
PATH = "/de/kurse/"
MARKER = b"card--result"
READS = ("SELECT", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(stage: Stage) -> list[Verdict]:
    from bench import offers

    offers.furnish(COURSES)
    made, kept, writes = _statements()
    ratios: dict[str, list[float]] = {"made": [], "kept": []}
    numbers = itertools.count(1)
    for number in range(ROUNDS):
        cpu.wait_until_quiet()
        bare = _round(stage.bare.address, [_bare(session) for session in stage.bare_sessions], MADE, b'"result"')
        # What no view reads makes an address of its own: each page is made, and kept for nobody.
        anew = _round(stage.product.address, [_anew(numbers) for _ in range(LEARNERS)], MADE, MARKER)
        same = _round(stage.product.address, [_same() for _ in range(LEARNERS)], KEPT, MARKER)
        ratios["made"].append(anew.per_second / bare.per_second)
        ratios["kept"].append(same.per_second / bare.per_second)
        print(
            f"  round {number + 1}: bare {bare.per_second:.0f}/s, made {anew.per_second:.0f}/s (p95 "
            f"{anew.percentile(0.95):.0f} ms), kept {same.per_second:.0f}/s (p95 {same.percentile(0.95):.0f} ms), "
            f"ratios {ratios['made'][-1]:.2f} and {ratios['kept'][-1]:.2f}",
            flush=True,
        )
    return [
        Verdict("catalogue", "statements made anew", made, STATEMENTS_BAR, "less"),
        Verdict("catalogue", "statements when kept", kept, 0, "less"),
        Verdict("catalogue", "writes", writes, 0, "less"),
        Verdict("catalogue", "ratio when kept", statistics.median(ratios["kept"]), KEPT_BAR, "more", 2),
        Verdict("catalogue", "ratio made anew", statistics.median(ratios["made"]), MADE_BAR, "more", 2),
    ]


def _statements() -> tuple[int, int, int]:
    """Return the statements of a page that is made, those of the same one kept, and how many of both write."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client: Any = Client(headers={"host": "localhost"})
    client.get(PATH, {"x": "a process reads the entries once"})
    found = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(PATH, {"niveau": "B1"})
        if answer.status_code != 200 or MARKER not in answer.content:
            raise RuntimeError(f"{PATH} answers {answer.status_code}")
        found.append([query["sql"] for query in captured.captured_queries])
    writes = [sql for statements in found for sql in statements if not sql.lstrip().startswith(READS)]
    for sql in writes:
        print(f"  writes: {sql[:200]}", flush=True)
    return len(found[0]), len(found[1]), len(writes)


def _bare(session: str) -> Iterator[bytes]:
    for number in itertools.count(1):
        body = json.dumps({"number": number}).encode()
        yield load.post("127.0.0.1", "/commit", body, {"Cookie": f"sessionid={session}"})


def _anew(numbers: Iterator[int]) -> Iterator[bytes]:
    for number in numbers:
        yield load.get("localhost", f"{PATH}?x={number}")


def _same() -> Iterator[bytes]:
    while True:
        yield load.get("localhost", PATH)


def _round(address: tuple[str, int], requests: list[Iterator[bytes]], count: int, marker: bytes) -> load.Measured:
    measured = load.run(address, requests, warm=WARM, count=count, marker=marker)
    if measured.errors:
        raise RuntimeError(f"{measured.errors} of {count} operations failed: {measured.first_error}")
    return measured
