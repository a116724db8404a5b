"""
The few statements of a commit, written by hand.

A commit is what this product does most often. One SELECT locks and fetches all it needs, two UPDATEs write it, one
upsert adds answers, which PostgreSQL takes as one statement; building these with the ORM, and planning them again for
each commit, costs more than running them (bench/commit).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection

from scorm import prepared
from scorm.commit_body import Commit, Course
from scorm.models import AttemptState, Interaction
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
    "r.user_id", "r.context_key", "r.is_preview", "{is_active}",
    "v.public_id", "v.standard",
    "c.kind", "c.mastery_score", "c.scaled_passing_score", "c.completion_threshold",
    "c.id", "(SELECT COUNT(*) FROM scorm_scostate o WHERE o.attempt_id = a.id)", "a.sequencing_state IS NOT NULL",
    "l.is_review", "(SELECT COUNT(*) FROM scorm_attempt m WHERE m.registration_id = r.id)",
    "p.overrides_by_mastery", "p.counts_failed_as_completed", "p.allows_downgrade",
    "c.waits_for_word", "c.sequencing", "a.state",
)  # fmt: skip
SELECT = """SELECT {columns} FROM scorm_launch l
JOIN scorm_attempt a ON a.id = l.attempt_id
JOIN scorm_registration r ON r.id = a.registration_id
JOIN {users} u ON u.{key} = r.user_id
JOIN scorm_packageversion v ON v.id = a.version_id
JOIN scorm_package p ON p.id = v.package_id
JOIN scorm_scostate s ON s.attempt_id = a.id
JOIN scorm_sco c ON c.id = s.sco_id
WHERE l.public_id = %s AND c.identifier = %s"""
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
# PostgreSQL takes the answers as one value, SQLite as so many rows.
RECORDS = """SELECT %s, idx, identifier, kind, response, result, rest FROM jsonb_to_recordset(%s) AS
given(idx integer, identifier text, kind text, response text, result text, rest jsonb)"""
INTO = "INSERT INTO scorm_interaction (state_id, idx, identifier, kind, response, result, rest) {rows}"
MERGE = """
ON CONFLICT (state_id, idx) DO UPDATE SET
identifier = CASE WHEN excluded.identifier = '' THEN scorm_interaction.identifier ELSE excluded.identifier END,
kind = CASE WHEN excluded.kind = '' THEN scorm_interaction.kind ELSE excluded.kind END,
response = CASE WHEN excluded.response = '' THEN scorm_interaction.response ELSE excluded.response END,
result = CASE WHEN excluded.result = '' THEN scorm_interaction.result ELSE excluded.result END,
rest = {merge}"""
REPLACE = """
ON CONFLICT (state_id, idx) DO UPDATE SET identifier = excluded.identifier, kind = excluded.kind,
response = excluded.response, result = excluded.result, rest = excluded.rest"""
GONE = "DELETE FROM scorm_interaction WHERE state_id = %s AND idx NOT IN ({kept})"
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
    is_active: bool  # the account is not switched off
    label: str
    standard: str
    kind: str
    mastery_score: Decimal | None
    scaled_passing_score: Decimal | None
    completion_threshold: Decimal | None
    sco_id: int
    items: int  # how many the course has that can be opened
    is_course: bool  # it has said where the learner is; one item that shares something is a course, too
    is_review: bool
    attempts: int  # that the person has made in this place, this one included
    overrides_by_mastery: bool
    counts_failed_as_completed: bool
    allows_downgrade: bool
    waits_for_word: bool
    sequencing: str  # JSON, of the item as the manifest wrote it
    attempt_state: str
    heard_at: datetime | None = None  # of a launch that is no longer the newest: when it was last heard of
    course: Course | None = None  # where the learner is in it, when the commit says so
    interactions: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # {index: {element: text}} to write
    is_whole: bool = False  # they replace what was stored of them
    kept_interactions: frozenset[int] | None = None  # the only ones that may stay, when the commit is whole

    @property
    def is_reset(self) -> bool:
        """Whether staff have put an end to the attempt: what still comes is kept with it and counts no more."""
        return self.attempt_state == AttemptState.RESET


@cache
def _select() -> str:
    """Return the statement for the accounts of this project; not each kind of account can be switched off."""
    users = get_user_model()._meta
    can_be_off = any(field.name == "is_active" for field in users.concrete_fields)
    columns = ", ".join(COLUMNS).format(is_active="u.is_active" if can_be_off else "TRUE")
    quoted = connection.ops.quote_name
    return SELECT.format(columns=columns, users=quoted(users.db_table), key=quoted(str(users.pk.column)))


def lock(launch: UUID, sco: str) -> Row | None:
    """Lock attempt and state, and return them with all that judges them; None when there is no such pair."""
    is_postgres = connection.vendor == "postgresql"
    with prepared.cursor() as cursor:
        if is_postgres:
            cursor.execute(_select() + LOCK, [str(launch), sco])
        else:  # SQLite: the transaction began IMMEDIATE and holds the only write lock
            cursor.execute(_select(), [launch.hex, sco])
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
        "is_seed_stale", "is_preview", "is_active", "is_course", "is_review", "overrides_by_mastery",
        "counts_failed_as_completed", "allows_downgrade", "waits_for_word",
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
    """Write answers, state and attempt back: one statement on PostgreSQL, on SQLite one each."""
    parts = [*_answers(row), _state(row, at), _attempt(row)]
    if connection.vendor == "postgresql":
        *first, (last, _) = parts
        named = ", ".join(f"part{number} AS ({statement})" for number, (statement, _) in enumerate(first))
        parts = [(f"WITH {named} {last}", [value for _, params in parts for value in prepared.texts(params)])]
    with prepared.cursor() as cursor:
        for statement, params in parts:
            cursor.execute(statement, params)


def _state(row: Row, at: datetime) -> tuple[str, list[Any]]:
    return UPDATE_STATE, [
        json.dumps(row.doc, separators=(",", ":")), row.suspend_data, row.exit, row.seconds_before,
        row.launch_seconds, row.session_seconds, row.page, row.state_completion, row.state_success,
        row.state_score, row.state_progress, _moment(at), row.state_id,
    ]  # fmt: skip


def _attempt(row: Row) -> tuple[str, list[Any]]:
    statement, first = UPDATE_ATTEMPT, []
    if row.course is not None:
        statement = UPDATE_ATTEMPT.replace("UPDATE scorm_attempt SET ", WITH_COURSE)
        first = [row.sco_id, row.course.state, json.dumps(row.course.globals)]
    return statement, [
        *first,
        row.seq, row.applied_epoch, row.is_seed_stale, row.completion, row.success, row.score, row.progress,
        row.total_seconds, row.launch_active_seconds, _moment(row.last_seen_at), _moment(row.completed_at),
        _moment(row.rate_started_at), row.rate_count, row.attempt_id,
    ]  # fmt: skip


def _moment(at: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _answers(row: Row) -> list[tuple[str, list[Any]]]:
    """Return the statements for answers: elements not named stay as they are unless the commit is whole."""
    is_postgres = connection.vendor == "postgresql"
    parts = []
    if row.kept_interactions is not None:
        kept = sorted(row.kept_interactions)
        place = "SELECT jsonb_array_elements(%s)::integer" if is_postgres else "SELECT value FROM json_each(%s)"
        parts.append((GONE.format(kept=place), [row.state_id, json.dumps(kept)]))
    if row.interactions:
        answers = [_answer(idx, given) for idx, given in sorted(row.interactions.items())]
        clash = REPLACE if row.is_whole else MERGE
        if is_postgres:
            clash = clash.format(merge="scorm_interaction.rest || excluded.rest")
            parts.append((INTO.format(rows=RECORDS) + clash, [row.state_id, json.dumps(answers)]))
        else:
            clash = clash.format(merge="json_patch(scorm_interaction.rest, excluded.rest)")
            rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(answers))
            values = [value for answer in answers for value in (row.state_id, *_columns(answer))]
            parts.append((INTO.format(rows=f"VALUES {rows}") + clash, values))
    return parts


def _answer(idx: int, given: Mapping[str, str]) -> dict[str, Any]:
    """Return one answer by the names of its columns."""
    rest = dict(given)
    identifier, kind, result = (rest.pop(name, "") for name in ("id", "type", "result"))
    response = "".join(rest.pop(name, "") for name in RESPONSES)
    told = {"identifier": identifier, "kind": kind[:255], "response": response, "result": result[:255]}
    return {"idx": idx, **told, "rest": rest}


def _columns(answer: Mapping[str, Any]) -> Sequence[Any]:
    return [*list(answer.values())[:-1], json.dumps(answer["rest"])]


def others(row: Row) -> list[tuple[Verdict, int]]:
    """Return how the other items of the course stand, and the seconds spent on each; the attempt's lock guards them."""
    with prepared.cursor() as cursor:
        cursor.execute(OTHERS, [str(row.attempt_id), str(row.state_id)])
        found = cursor.fetchall()
    return [
        (Verdict(completion, success, _decimal(score), _decimal(progress)), seconds)
        for completion, success, score, progress, seconds in found
    ]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def with_kept_fields(state_id: int, commit: Commit) -> dict[int, dict[str, str]]:
    """Return the answers of a whole document, each with what stays as it is stored (one statement, if any does)."""
    wanted = commit.kept_fields
    if not wanted:
        return commit.interactions
    rows = {idx: dict(fields) for idx, fields in commit.interactions.items()}
    for stored in Interaction.objects.filter(state_id=state_id, idx__in=wanted):
        columns = {"id": stored.identifier, "type": stored.kind, "result": stored.result}
        columns |= dict.fromkeys(RESPONSES, stored.response)
        known = stored.rest | columns
        kept = {name: known[name] for name in wanted[stored.idx] if known.get(name)}
        if kept:
            rows[stored.idx] = kept | rows.get(stored.idx, {})
    return rows
