"""
More web processes cost no more per request: with two, the CPU of web server and database per commit of SCORM data is at
most 1.15 times that with one. What would break it: locks between processes, caches that each fills for itself.
"""

from __future__ import annotations

import os
import statistics

from bench import cpu, learners, load
from bench.commit import Player
from bench.stage import LEARNERS, Server, Stage, serve
from bench.verdict import Verdict
from tools.services import free_port

ROUNDS = 5
WARM, OPERATIONS = 160, 800
BAR = 1.15


def _cpu_milliseconds(server: Server, stage: Stage, players: list[Player]) -> tuple[float, float]:
    """Return the CPU of this web server, and of the database, per commit."""
    requests = [player.requests() for player in players]
    load.run(server.address, requests, warm=0, count=WARM, marker=b'"result"')
    before = cpu.seconds(server.pid), cpu.seconds(stage.postgres_pid)
    measured = load.run(server.address, requests, warm=0, count=OPERATIONS, marker=b'"result"')
    if measured.errors:
        raise RuntimeError(f"{measured.errors} of {OPERATIONS} operations failed: {measured.first_error}")
    after = cpu.seconds(server.pid), cpu.seconds(stage.postgres_pid)
    return 1000 * (after[0] - before[0]) / OPERATIONS, 1000 * (after[1] - before[1]) / OPERATIONS


def run(stage: Stage) -> list[Verdict]:
    shared = learners.scorm_run()
    players = [Player(learners.open_player(shared)) for _ in range(LEARNERS)]
    environ, application = dict(os.environ), "lms.config.wsgi:application"
    ratios = []
    with (
        serve(application, free_port(), environ, processes=1) as one,
        serve(application, free_port(), environ, processes=2) as two,
    ):
        for number in range(ROUNDS):
            cpu.wait_until_quiet()
            # In turns, so that what else the machine does meets both alike.
            order = [("one", one), ("two", two)]
            found = {name: _cpu_milliseconds(server, stage, players) for name, server in order[:: 1 - 2 * (number % 2)]}
            ratios.append(sum(found["two"]) / sum(found["one"]))
            shown = ", ".join(
                f"{name} {web:.2f} + {database:.2f} ms" for name, (web, database) in sorted(found.items())
            )
            print(f"  round {number + 1} (web + database): {shown}, ratio {ratios[-1]:.2f}", flush=True)
    return [Verdict("scale", "CPU per request, two to one", statistics.median(ratios), BAR, "less", 2)]
