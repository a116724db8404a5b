"""
A SCORM commit beside the bare view: 20 elements, 4 kB of suspend data, a changing score, 16 learners at once.

Throughput at least 0.45 of the bare view; at most 6 SQL statements and one database commit; at 100 000 stored
attempts at most 1.3 times the CPU of an empty house. A commit that completes the course: at most 25 statements.
"""

from __future__ import annotations

import json
import statistics
import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from bench import cpu, load
from bench.stage import LEARNERS, Stage
from bench.verdict import Verdict

ROUNDS = 5
WARM, OPERATIONS = 160, 800
STORED_ATTEMPTS = 100_000
SUSPEND_CHARACTERS = 4000
RATIO_BAR, STATEMENTS_BAR, COMMITS_BAR, CPU_BAR, COMPLETION_BAR = 0.45, 6, 1, 1.3, 25


def _elements(number: int) -> dict[str, str]:
    """Return 20 elements; the score and a part of the suspend data change with every commit."""
    elements = {
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.lesson_location": f"page-{number % 40}",
        "cmi.core.score.raw": str(number % 101),
        "cmi.core.score.min": "0",
        "cmi.core.score.max": "100",
        "cmi.core.session_time": f"00:{number // 60 % 60:02}:{number % 60:02}",
        "cmi.suspend_data": (f"{number:08}" + "bookmark=3;answers=abcdef;" * 200)[:SUSPEND_CHARACTERS],
        "cmi.comments": "",
    }
    for index in range(20 - len(elements)):
        elements[f"cmi.objectives.{index // 3}.{('id', 'score.raw', 'status')[index % 3]}"] = (
            f"goal{index // 3}",
            str(number % 101),
            "incomplete",
        )[index % 3]
    return elements


class Player:
    """One learner with an open launch on the product."""

    def __init__(self, launch: Any) -> None:
        self.launch = launch
        self.url = urlsplit(launch.url)
        self.numbers = count(1)

    def body(self, **more: Any) -> bytes:
        number = next(self.numbers)
        sent = {
            "v": 1,
            "launch": str(self.launch.public_id),
            "epoch": self.launch.epoch,
            "seq": number,
            "sco": "I",
            "trigger": "auto",
            "t": 0,
            "active_ms": number * 1000,
            "set": _elements(number),
            "full": True,
            "inter": [],
        }
        return json.dumps({**sent, **more}).encode()

    def requests(self) -> Iterator[bytes]:
        headers = {"Origin": f"{self.url.scheme}://{self.url.netloc}"}
        while True:
            yield load.post(self.url.netloc, f"{self.url.path}commit", self.body(), headers)


def bare_requests(stage: Stage) -> list[Iterator[bytes]]:
    """Return what each learner of the bare view sends, without end."""

    def requests(session: str) -> Iterator[bytes]:
        for number in count(1):
            body = json.dumps(_elements(number)).encode()
            yield load.post("127.0.0.1", "/commit", body, {"Cookie": f"sessionid={session}"})

    return [requests(session) for session in stage.bare_sessions]


def measured(address: tuple[str, int], requests: list[Iterator[bytes]]) -> load.Measured:
    """Send a round of commits; raise when one fails."""
    found = load.run(address, requests, warm=WARM, count=OPERATIONS, marker=b'"result"')
    if found.errors:
        raise RuntimeError(f"{found.errors} of {OPERATIONS} operations failed: {found.first_error}")
    return found


def _throughput(stage: Stage, players: list[Player]) -> Verdict:
    ratios = []
    bare, product = bare_requests(stage), [player.requests() for player in players]
    for number in range(ROUNDS):
        cpu.wait_until_quiet()
        reference = measured(stage.bare.address, bare)
        ours = measured(stage.product.address, product)
        ratios.append(ours.per_second / reference.per_second)
        print(
            f"  round {number + 1}: bare {reference.per_second:.0f}/s (p95 {reference.percentile(0.95):.0f} ms), "
            f"ours {ours.per_second:.0f}/s (p95 {ours.percentile(0.95):.0f} ms), ratio {ratios[-1]:.2f}",
            flush=True,
        )
    return Verdict("commit", "ratio", statistics.median(ratios), RATIO_BAR, "more", 2)


def statements(player: Player, **more: Any) -> tuple[int, int]:
    """Return SQL statements and database commits of one commit, counted in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": player.url.netloc, "origin": f"{player.url.scheme}://{player.url.netloc}"})
    for extra in ({}, more):  # the first one warms what a process keeps
        body = player.body(**extra)
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(f"{player.url.path}commit", body, content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
    words = [query["sql"].split(maxsplit=1)[0].upper() for query in captured.captured_queries]
    control = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}
    return sum(word not in control for word in words), words.count("COMMIT")


def cpu_milliseconds(stage: Stage, players: list[Player]) -> float:
    """Return the median CPU of web server and database per commit over the rounds."""
    requests = [player.requests() for player in players]
    found = []
    for _ in range(ROUNDS):
        before = cpu.seconds(stage.product.pid, stage.postgres_pid)
        load.run(stage.product.address, requests, warm=0, count=OPERATIONS, marker=b'"result"')
        found.append(1000 * (cpu.seconds(stage.product.pid, stage.postgres_pid) - before) / OPERATIONS)
    return statistics.median(found)


def _store_attempts(players: list[Player], total: int) -> None:
    """Fill the tables with attempts of other contexts, each as large as a real one."""
    from django.db import connection
    from django.utils import timezone

    from scorm.models import Attempt, Launch, Registration, ScoState

    attempt = players[0].launch.attempt
    state = ScoState.objects.filter(attempt=attempt).get()
    user, version, now = attempt.registration.user, attempt.version, timezone.now()
    step = 2000
    for _ in range(total // step):
        registrations = Registration.objects.bulk_create(
            Registration(user=user, context_key=uuid.uuid4(), version=version, created_at=now) for _ in range(step)
        )
        attempts = Attempt.objects.bulk_create(
            _copy(attempt, registration=registration, number=1) for registration in registrations
        )
        ScoState.objects.bulk_create(_copy(state, attempt=stored) for stored in attempts)
        Launch.objects.bulk_create(
            Launch(
                attempt=stored,
                epoch=1,
                language="de",
                learner_name="Amina",
                return_url="/",
                replay_url="/",
                created_at=now,
            )
            for stored in attempts
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(row: Any, **changes: Any) -> Any:
    """Return an unsaved copy of a row with unique values renewed."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and not field.unique
    }
    fresh = type(row)(**values)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def run(stage: Stage) -> list[Verdict]:
    from bench import learners

    shared = learners.scorm_run()
    players = [Player(learners.open_player(shared)) for _ in range(LEARNERS)]
    used, commits = statements(players[0])
    verdicts = [
        Verdict("commit", "statements", used, STATEMENTS_BAR, "less"),
        Verdict("commit", "database commits", commits, COMMITS_BAR, "less"),
    ]
    completing, _ = statements(
        Player(learners.open_player(shared)), set={"cmi.core.lesson_status": "completed"}, trigger="terminate"
    )
    verdicts.append(Verdict("commit", "statements when the course is completed", completing, COMPLETION_BAR, "less"))
    ratio = _throughput(stage, players)
    empty = cpu_milliseconds(stage, players)
    _store_attempts(players, STORED_ATTEMPTS)
    full = cpu_milliseconds(stage, players)
    print(f"  CPU per commit: {empty:.2f} ms empty, {full:.2f} ms at {STORED_ATTEMPTS} stored attempts", flush=True)
    verdicts.append(Verdict("commit", f"times the CPU at {STORED_ATTEMPTS} attempts", full / empty, CPU_BAR, "less", 2))
    return [*verdicts, ratio]
