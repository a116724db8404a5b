"""
The few statements of a commit, written by hand.

A commit is what this product does most often. One SELECT locks and fetches all it needs, two UPDATEs write it, one
upsert adds answers; building these four with the ORM costs more than the database does (bench/commit).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from scorm.commit_body import Course
from scorm.runtime import Verdict

# The attempt comes first in the list of locks: whoever changes states or launches holds it already (no deadlock).
# States are locked as well because PostgreSQL re-reads only locked rows after having waited.
COLUMNS = (
    "s.id", "s.doc", "s.suspend_data", "s.exit", "s.seconds_before", "s.launch_seconds", "s.session_seconds", "s.page",
    "s.completion", "s.success", "s.score", "s.progress",
    "a.id", "a.epoch", "a.seq", "a.applied_epoch", "a.is_seed_stale", "a.completion", "a.success", "a.score",
    "a.progress", "a.total_seconds", "a.launch_active_seconds", "a.last_seen_at", "a.completed_at",
    "a.rate_started_at", "a.rate_count",
    "l.id", "l.nonce", "l.epoch", "l.opened_at", "l.end_reason",
    "r.user_id", "r.context_key", "r.is_preview",
    "v.public_id", "v.standard",
    "c.kind", "c.mastery_score", "c.scaled_passing_score", "c.completion_threshold",
    "c.id", "(SELECT COUNT(*) FROM scorm_scostate o WHERE o.attempt_id = a.id)",
    "l.is_review", "(SELECT COUNT(*) FROM scorm_attempt m WHERE m.registration_id = r.id)",
    "p.overrides_by_mastery", "p.counts_failed_as_completed", "p.allows_downgrade",
    "c.waits_for_word",
)  # fmt: skip
SELECT = f"""SELECT {", ".join(COLUMNS)} FROM scorm_launch l
JOIN scorm_attempt a ON a.id = l.attempt_id
JOIN scorm_registration r ON r.id = a.registration_id
JOIN scorm_packageversion v ON v.id = a.version_id
JOIN scorm_package p ON p.id = v.package_id
JOIN scorm_scostate s ON s.attempt_id = a.id
JOIN scorm_sco c ON c.id = s.sco_id
WHERE l.public_id = %s AND c.identifier = %s"""  # noqa: S608 - column names above
LOCK = " FOR NO KEY UPDATE OF a, s"
UPDATE_STATE = """UPDATE scorm_scostate SET doc = %s, suspend_data = %s, exit = %s, seconds_before = %s,
launch_seconds = %s, session_seconds = %s, page = %s, completion = %s, success = %s, score = %s, progress = %s,
updated_at = %s WHERE id = %s"""
UPDATE_ATTEMPT = """UPDATE scorm_attempt SET seq = %s, applied_epoch = %s, is_seed_stale = %s, completion = %s,
success = %s, score = %s, progress = %s, total_seconds = %s, launch_active_seconds = %s, last_seen_at = %s,
completed_at = %s, rate_started_at = %s, rate_count = %s WHERE id = %s"""
WITH_COURSE = "UPDATE scorm_attempt SET current_sco_id = %s, sequencing_state = %s, global_objectives = %s, "
OTHERS = """SELECT completion, success, score, progress, seconds_before + launch_seconds + session_seconds
FROM scorm_scostate WHERE attempt_id = %s AND id <> %s"""
UPSERT = """INSERT INTO scorm_interaction (state_id, idx, identifier, kind, response, result, rest) VALUES {rows}
ON CONFLICT (state_id, idx) DO UPDATE SET
identifier = CASE WHEN excluded.identifier = '' THEN scorm_interaction.identifier ELSE excluded.identifier END,
kind = CASE WHEN excluded.kind = '' THEN scorm_interaction.kind ELSE excluded.kind END,
response = CASE WHEN excluded.response = '' THEN scorm_interaction.response ELSE excluded.response END,
result = CASE WHEN excluded.result = '' THEN scorm_interaction.result ELSE excluded.result END,
rest = {merge}"""
REPLACE = """INSERT INTO scorm_interaction (state_id, idx, identifier, kind, response, result, rest) VALUES {rows}
ON CONFLICT (state_id, idx) DO UPDATE SET identifier = excluded.identifier, kind = excluded.kind,
response = excluded.response, result = excluded.result, rest = excluded.rest"""
RESPONSES = ("student_response", "learner_response")  # 1.2, 2004


@dataclass(slots=True)
class Row:
    """Everything a commit needs to know, locked. Mutable: the commit changes it and writes it back."""

    state_id: int
    doc: dict[str, str]
    suspend_data: str
    exit: str | None
    seconds_before: int
    launch_seconds: int
    session_seconds: int
    page: int
    state_completion: str
    state_success: str
    state_score: Decimal | None
    state_progress: Decimal | None
    attempt_id: int
    epoch: int
    seq: int
    applied_epoch: int
    is_seed_stale: bool
    completion: str
    success: str
    score: Decimal | None
    progress: Decimal | None
    total_seconds: int
    launch_active_seconds: int
    last_seen_at: datetime
    completed_at: datetime | None
    rate_started_at: datetime | None
    rate_count: int
    launch_id: int
    nonce: str
    launch_epoch: int
    opened_at: datetime | None
    end_reason: str
    user_id: int
    context_key: UUID
    is_preview: bool
    label: str
    standard: str
    kind: str
    mastery_score: Decimal | None
    scaled_passing_score: Decimal | None
    completion_threshold: Decimal | None
    sco_id: int
    items: int  # how many the course has that can be opened
    is_review: bool
    attempts: int  # that the person has made in this place, this one included
    overrides_by_mastery: bool
    counts_failed_as_completed: bool
    allows_downgrade: bool
    waits_for_word: bool
    course: Course | None = None  # where the learner is in it, when the commit says so
    kept_interactions: frozenset[int] | None = None  # the only ones that may stay, when the commit is whole


def lock(launch: UUID, sco: str) -> Row | None:
    """Lock attempt and state, and return them with all that judges them; None when there is no such pair."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute(SELECT + LOCK, [launch, sco])
        else:  # SQLite: the transaction began IMMEDIATE and holds the only write lock
            cursor.execute(SELECT, [launch.hex, sco])
        found = cursor.fetchone()
    if found is None:
        return None
    row = Row(*found)
    row.doc = json.loads(found[1])
    if not is_postgres:
        _from_sqlite(row)
    return row


def _from_sqlite(row: Row) -> None:
    row.context_key = UUID(str(row.context_key))
    for name in (
        "is_seed_stale", "is_preview", "is_review", "overrides_by_mastery", "counts_failed_as_completed",
        "allows_downgrade", "waits_for_word",
    ):  # fmt: skip
        setattr(row, name, bool(getattr(row, name)))
    for name in ("last_seen_at", "completed_at", "rate_started_at", "opened_at"):
        value: Any = getattr(row, name)
        if value is not None:
            value = datetime.fromisoformat(value) if isinstance(value, str) else value
            setattr(row, name, value if value.tzinfo else value.replace(tzinfo=UTC))
    for name in (
        "state_score", "state_progress", "score", "progress", "mastery_score", "scaled_passing_score",
        "completion_threshold",
    ):  # fmt: skip
        value = getattr(row, name)
        setattr(row, name, None if value is None else Decimal(str(value)))


def write(row: Row, at: datetime) -> None:
    """Write the state and the attempt back: two statements (on SQLite a whole document takes one more)."""
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        statement, first = _forgetting(row, cursor)
        cursor.execute(
            statement,
            [
                *first,
                json.dumps(row.doc, separators=(",", ":")), row.suspend_data, row.exit, row.seconds_before,
                row.launch_seconds, row.session_seconds, row.page, row.state_completion, row.state_success,
                row.state_score, row.state_progress, moment(at), row.state_id,
            ],
        )  # fmt: skip
        statement, first = UPDATE_ATTEMPT, []
        if row.course is not None:
            statement = UPDATE_ATTEMPT.replace("UPDATE scorm_attempt SET ", WITH_COURSE)
            first = [row.sco_id, row.course.state, json.dumps(row.course.globals)]
        cursor.execute(
            statement,
            [
                *first,
                row.seq, row.applied_epoch, row.is_seed_stale, row.completion, row.success, row.score, row.progress,
                row.total_seconds, row.launch_active_seconds, moment(row.last_seen_at), moment(row.completed_at),
                moment(row.rate_started_at), row.rate_count, row.attempt_id,
            ],
        )  # fmt: skip


def _forgetting(row: Row, cursor: Any) -> tuple[str, list[Any]]:
    """Return the statement for the state, and see to it that answers go which a whole document no longer has."""
    if row.kept_interactions is None:
        return UPDATE_STATE, []
    kept = sorted(row.kept_interactions)
    gone = "DELETE FROM scorm_interaction WHERE state_id = %s"
    if kept:
        gone += f" AND idx NOT IN ({', '.join(['%s'] * len(kept))})"
    if connection.vendor == "postgresql":
        return f"WITH gone AS ({gone}) {UPDATE_STATE}", [row.state_id, *kept]
    cursor.execute(gone, [row.state_id, *kept])
    return UPDATE_STATE, []


def others(row: Row) -> list[tuple[Verdict, int]]:
    """Return how the other items of the course stand, and the seconds spent on each; the attempt's lock guards them."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, [row.attempt_id, row.state_id])
        found = cursor.fetchall()
    return [
        (Verdict(completion, success, _decimal(score), _decimal(progress)), seconds)
        for completion, success, score, progress, seconds in found
    ]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def write_interactions(state_id: int, interactions: Mapping[int, Mapping[str, str]], *, are_whole: bool) -> None:
    """Add answers, one statement; elements that a commit does not name stay as they are unless the rows are whole."""
    is_postgres = connection.vendor == "postgresql"
    merge = (
        "scorm_interaction.rest || excluded.rest"
        if is_postgres
        else "json_patch(scorm_interaction.rest, excluded.rest)"
    )
    json_place = "%s::jsonb" if is_postgres else "%s"
    params: list[Any] = []
    for idx, given in sorted(interactions.items()):
        rest = dict(given)
        identifier, kind, result = (rest.pop(name, "") for name in ("id", "type", "result"))
        response = "".join(rest.pop(name, "") for name in RESPONSES)
        params += [state_id, idx, identifier, kind[:255], response, result[:255], json.dumps(rest)]
    rows = ", ".join([f"(%s, %s, %s, %s, %s, %s, {json_place})"] * len(interactions))
    with connection.cursor() as cursor:
        cursor.execute((REPLACE if are_whole else UPSERT).format(rows=rows, merge=merge), params)
