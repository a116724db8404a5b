"""
A commit of a sequenced SCORM 2004 course beside the bare view: 20 elements, 4 kB of suspend data, 20 answers, and
where the learner is among ten items.

Throughput at least 0.35 of the bare view; at most 7 SQL statements; at 1 000 000 stored attempts (50 000 of them with
20 answers each) at most 1.3 times the CPU per commit that 1 000 take. BENCH_ATTEMPTS stores fewer, for a quick look.
"""

from __future__ import annotations

import json
import os
import statistics
from typing import Any

from bench import commit, cpu, learners
from bench.stage import LEARNERS, Stage
from bench.verdict import Verdict

ROUNDS = 5
FEW, MANY, SHARE_WITH_ANSWERS = 1_000, int(os.environ.get("BENCH_ATTEMPTS", "1000000")), 20
ITEMS, ANSWERS = 10, 20
RATIO_BAR, STATEMENTS_BAR, CPU_BAR = 0.35, 7, 1.3
NEW_ID = "substr(md5(random()::text || n), 1, 12)"


def _elements(number: int) -> dict[str, str]:
    """Return 20 elements of SCORM 2004; score and suspend data change with every commit."""
    elements = {
        "cmi.completion_status": "incomplete",
        "cmi.success_status": "unknown",
        "cmi.location": f"page-{number % 40}",
        "cmi.progress_measure": f"0.{number % 100:02}",
        "cmi.score.scaled": f"0.{number % 100:02}",
        "cmi.session_time": f"PT{number // 60}M{number % 60}S",
        "cmi.exit": "suspend",
        "cmi.suspend_data": (f"{number:08}" + "bookmark=3;answers=abcdef;" * 200)[: commit.SUSPEND_CHARACTERS],
    }
    for index in range(20 - len(elements)):
        name = ("id", "score.scaled", "success_status")[index % 3]
        value = (f"goal{index // 3}", f"0.{number % 100:02}", "unknown")[index % 3]
        elements[f"cmi.objectives.{index // 3}.{name}"] = value
    return elements


def _answers(number: int) -> list[dict[str, Any]]:
    told = {"type": "choice", "learner_response": "abcd"[number % 4], "result": "correct", "latency": "PT8S"}
    stamp = {"timestamp": "2026-03-02T10:00:00", "weighting": "1"}
    return [{"idx": idx, "set": {"id": f"urn:question:{idx}", **told, **stamp}} for idx in range(ANSWERS)]


def _course(number: int) -> dict[str, Any]:
    """Return where the learner is, as the player writes it for ten items."""
    known = {"satisfied": True, "measure": 0.8, "completed": True, "progress": 1, "attempts": 1, "suspended": False}
    said = {f"I{n}": {**known, "attempts": number % 7} for n in range(ITEMS)}
    state = {"sequencing": {"v": 1, "at": "I0", "said": said}, "shared": {}, "over": False}
    return {"state": state, "standing": {"completion": "incomplete", "success": "unknown", "score": "0.5"}}


class Player(commit.Player):
    """One learner with an open launch of the sequenced course."""

    def body(self, **more: Any) -> bytes:
        number = next(self.numbers)
        sent = {
            "v": 1,
            "launch": str(self.launch.public_id),
            "epoch": self.launch.epoch,
            "seq": number,
            "sco": "I0",
            "trigger": "auto",
            "t": 0,
            "active_ms": number * 1000,
            "set": _elements(number),
            "full": True,
            "inter": _answers(number),
            "course": _course(number),
        }
        return json.dumps({**sent, **more}).encode()


def _columns(model: Any, **changed: str) -> tuple[str, str]:
    """Return the columns of a model and what to select for each from a row that is copied."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    return ", ".join(names), ", ".join(changed.get(name, f"c.{name}") for name in names)


def _store(attempt: Any, more: int) -> None:
    """Copy an attempt so many times, each for a registration of its own; every 20th with its answers."""
    from django.db import connection

    from scorm.models import Attempt, Interaction, Registration, ScoState

    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM scorm_registration")
        registrations = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM scorm_attempt")
        attempts = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM scorm_scostate")
        states = cursor.fetchone()[0]
        series = f"generate_series(1, {more}) n"  # n gives each copy its keys, whatever the sequences say
        into, what = _columns(Registration, public_id=NEW_ID, context_key="gen_random_uuid()")
        cursor.execute(
            f"INSERT INTO scorm_registration (id, {into}) SELECT {registrations} + n, {what} "
            f"FROM scorm_registration c, {series} WHERE c.id = {attempt.registration_id}"
        )
        into, what = _columns(Attempt, public_id=NEW_ID, registration_id=f"{registrations} + n")
        cursor.execute(
            f"INSERT INTO scorm_attempt (id, {into}) SELECT {attempts} + n, {what} "
            f"FROM scorm_attempt c, {series} WHERE c.id = {attempt.pk}"
        )
        into, what = _columns(ScoState, attempt_id=f"{attempts} + n")
        cursor.execute(
            f"INSERT INTO scorm_scostate (id, {into}) SELECT {states} + n, {what} "
            f"FROM scorm_scostate c, {series} WHERE c.attempt_id = {attempt.pk} AND c.doc <> '{{}}'::jsonb"
        )
        into, what = _columns(Interaction, state_id=f"{states} + n")
        cursor.execute(
            f"INSERT INTO scorm_interaction ({into}) SELECT {what} FROM scorm_interaction c, {series} "
            f"WHERE c.state_id IN (SELECT id FROM scorm_scostate WHERE attempt_id = {attempt.pk}) "
            f"AND n % {SHARE_WITH_ANSWERS} = 0"
        )
        for table in ("registration", "attempt", "scostate"):
            name = f"scorm_{table}"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))")
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")  # the bulk load's writes are not those of the commits measured next


def _ratio(stage: Stage, players: list[Player]) -> float:
    """Return the median of the rounds' shares of the bare view's throughput."""
    bare, ours = commit.bare_requests(stage), [player.requests() for player in players]
    ratios = []
    for number in range(ROUNDS):
        cpu.wait_until_quiet()
        reference, product = commit.measured(stage.bare.address, bare), commit.measured(stage.product.address, ours)
        ratios.append(product.per_second / reference.per_second)
        print(
            f"  round {number + 1}: bare {reference.per_second:.0f}/s, ours {product.per_second:.0f}/s "
            f"(p95 {product.percentile(0.95):.0f} ms), ratio {ratios[-1]:.2f}",
            flush=True,
        )
    return statistics.median(ratios)


def run(stage: Stage) -> list[Verdict]:
    shared = learners.sequenced_run(ITEMS)
    players = [Player(learners.open_player(shared)) for _ in range(LEARNERS)]
    statements, _ = commit.statements(players[0])
    verdicts = [Verdict("commit-2004", "statements", statements, STATEMENTS_BAR, "less")]
    ratio = _ratio(stage, players)
    attempt = players[0].launch.attempt
    _store(attempt, FEW)
    few = commit.cpu_milliseconds(stage, players)
    _store(attempt, MANY - FEW)
    many = commit.cpu_milliseconds(stage, players)
    print(f"  CPU per commit: {few:.2f} ms at {FEW} stored attempts, {many:.2f} ms at {MANY}", flush=True)
    verdicts.append(
        Verdict("commit-2004", f"times the CPU at {MANY} attempts as at {FEW}", many / few, CPU_BAR, "less", 2)
    )
    return [*verdicts, Verdict("commit-2004", "ratio", ratio, RATIO_BAR, "more", 2)]
